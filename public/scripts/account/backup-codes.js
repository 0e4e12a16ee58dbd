import { element, find } from '../element.js';

/** Backup codes, which are shown once. @param {string[]} codes @param {() => void} close */
export function backupCodesPanel(codes, close) {
  return [
    element('h3', { id: 'panel-title', tabindex: '-1' }, 'Your backup codes'),
    element(
      'p',
      {},
      'Each opens your account once when your device is lost. Keep them where you keep papers: they are not shown again, and older ones no longer work.',
    ),
    element('ul', { class: 'codes' }, ...codes.map((code) => element('li', {}, element('code', {}, code)))),
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'button', click: () => save(codes) }, 'Save as a file'),
      element('button', { type: 'button', class: 'quiet', click: close }, 'I have kept them'),
    ),
  ];
}

function save(codes) {
  const text = `${find('.house').textContent}: backup codes\n\n${codes.join('\n')}\n`;
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  element('a', { href: address, download: 'backup-codes.txt' }).click();
  URL.revokeObjectURL(address);
}
