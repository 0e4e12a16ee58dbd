/** Texts by their file's name from the root of the site. */
export type KitTexts = ReadonlyMap<string, string>;

/**
 * Gives short names to what minified files export to each other, leaves out what nobody takes, and makes one
 * list of what each takes of another: a thirtieth of a page's bytes, gzipped.
 * @param asked names that a file is loaded for, which stay as they are
 */
export function withShortNames(texts: KitTexts, asked: ReadonlySet<string>): KitTexts {
  const files = [...texts].map(([file, text]) => [file, readFile(text)] as const);
  const shortNames = new Map(
    files.map(([file, { exports }]) => {
      const users = files.flatMap(([, { imports }]) => imports.get(file) ?? []);
      const taken = new Set(users.map(([name]) => name));
      const names = exports.flatMap(([, name], index) => {
        if (asked.has(name)) return [[name, name] as const];
        return taken.has(name) ? [[name, short(index)] as const] : [];
      });
      return [file, new Map(names)];
    }),
  );
  return new Map(
    files.map(([file, { imports, body, exports }]) => {
      if (file === 'midas.js') return [file, texts.get(file) ?? ''];
      const lists = [...imports].map(([from, names]) => {
        const list = names.map(([name, local]) => `${shortNames.get(from)?.get(name)} as ${local}`);
        return `import{${list.join()}}from"./${from.replace('midas/', '')}";`;
      });
      const kept = exports.flatMap(([local, name]) => {
        const exported = shortNames.get(file)?.get(name);
        return exported ? [`${local} as ${exported}`] : [];
      });
      return [file, `${lists.join('')}${body}export{${kept.join()}};`];
    }),
  );
}

type Names = readonly (readonly [before: string, after: string])[];

/** What a minified file takes of each other, what it has of its own, and what it exports. */
function readFile(text: string) {
  const imports = new Map<string, Names>();
  const rest = text.replace(/import\{([^}]*)\}from"\.\/([a-z]+\.js)";/g, (_, list: string, from: string) => {
    imports.set(`midas/${from}`, [...(imports.get(`midas/${from}`) ?? []), ...namesIn(list)]);
    return '';
  });
  const [list = '', names] = /export\{([^}]*)\};?\s*$/.exec(rest) ?? [];
  return { imports, body: rest.slice(0, rest.length - list.length), exports: namesIn(names) };
}

/** `a as b,c` as pairs. */
function namesIn(list = ''): Names {
  return list
    .split(',')
    .filter(Boolean)
    .map((one) => {
      const [before = '', after = before] = one.trim().split(' as ');
      return [before, after] as const;
    });
}

/** `a` to `z`, then `aa`. */
function short(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : short(Math.floor(index / 26) - 1) + letter;
}
