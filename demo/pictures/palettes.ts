/** The light of a place at a time of day. Every scene is painted from one of these, which is what keeps it quiet. */
export interface Palette {
  /** Zenith to horizon. */
  sky: string[];
  /** Sun, moon or afterglow. */
  light: string;
  /** Ridges from the farthest to the nearest. */
  ridges: string[];
  /** Horizon to foreground. */
  water: string[];
  ground: string[];
  foliage: string;
  /** Lit windows and lamps. */
  lamp: string;
  /** The darkest tone, never black. */
  ink: string;
  night: boolean;
}

export const palettes = {
  azure: {
    sky: ['#7fb2d0', '#b5d5de', '#f3ead9'],
    light: '#fff6e0',
    ridges: ['#b3c8cf', '#8fb0b8', '#6b929b'],
    water: ['#8fc1c9', '#3f8ea3', '#1f6580'],
    ground: ['#e7dcc6', '#cbb998'],
    foliage: '#3e5f52',
    lamp: '#ffe3ac',
    ink: '#1e3340',
    night: false,
  },
  golden: {
    sky: ['#8aa5b5', '#e3c7a0', '#f6d9a6'],
    light: '#fff1cf',
    ridges: ['#d8b894', '#b8967a', '#8d7566'],
    water: ['#e9cb9d', '#9f9a8c', '#51707a'],
    ground: ['#cdb489', '#9d8259'],
    foliage: '#4d5a41',
    lamp: '#ffdf9b',
    ink: '#2b2a30',
    night: false,
  },
  dawn: {
    sky: ['#8c93b5', '#d7b6bf', '#f8dcc4'],
    light: '#fff0dc',
    ridges: ['#c5b0c0', '#9c8da6', '#6f6a88'],
    water: ['#e3c6c3', '#9c96ae', '#56617f'],
    ground: ['#c9b3ac', '#94837f'],
    foliage: '#4a5058',
    lamp: '#ffe0b0',
    ink: '#2a2c3f',
    night: false,
  },
  dusk: {
    sky: ['#2e3560', '#7f5f86', '#e0987f'],
    light: '#ffd3a3',
    ridges: ['#8a6a8a', '#5d5078', '#3b3a5e'],
    water: ['#c98b86', '#5f5580', '#272d52'],
    ground: ['#5a4f6c', '#34324e'],
    foliage: '#2b2f47',
    lamp: '#ffcf87',
    ink: '#171a33',
    night: true,
  },
  night: {
    sky: ['#0f1b33', '#1d3350', '#3d5a72'],
    light: '#eef2e6',
    ridges: ['#2c4660', '#21374f', '#172a40'],
    water: ['#35536b', '#1b3350', '#0f1e36'],
    ground: ['#26384c', '#16243a'],
    foliage: '#13263a',
    lamp: '#ffcf83',
    ink: '#0b1526',
    night: true,
  },
  winter: {
    sky: ['#8fb0cc', '#c8d9e4', '#f5e6de'],
    light: '#fffaf0',
    ridges: ['#c3d2de', '#a2b7c9', '#7c94ab'],
    water: ['#b9cdd9', '#7f9eb4', '#4a6d88'],
    ground: ['#f4f6f7', '#cfdbe4'],
    foliage: '#38505a',
    lamp: '#ffd591',
    ink: '#22303f',
    night: false,
  },
  desert: {
    sky: ['#a9bcc2', '#e4d2b8', '#f3d8b4'],
    light: '#fff4d9',
    ridges: ['#dcbf9c', '#c79f78', '#a67a58'],
    water: ['#d9cdb4', '#86a5a3', '#4a7a80'],
    ground: ['#dfbd8e', '#b98d60'],
    foliage: '#5c6442',
    lamp: '#ffe1a1',
    ink: '#3a2c27',
    night: false,
  },
  mist: {
    sky: ['#a9b9ba', '#c9d1cb', '#e6e3d6'],
    light: '#fbf8ea',
    ridges: ['#b7c3bd', '#8fa39c', '#637c74'],
    water: ['#c0cbc8', '#8aa09f', '#55716f'],
    ground: ['#8d9a7c', '#5d6d57'],
    foliage: '#34493f',
    lamp: '#ffe0a8',
    ink: '#1f2d2b',
    night: false,
  },
  verdant: {
    sky: ['#8fb7b5', '#cfe0d0', '#f6edd3'],
    light: '#fff8e1',
    ridges: ['#a9c3b0', '#769b82', '#4f7a62'],
    water: ['#a5cfc2', '#5f9f97', '#2f6f70'],
    ground: ['#9db37f', '#6a8657'],
    foliage: '#2f5540',
    lamp: '#ffe4aa',
    ink: '#1d302b',
    night: false,
  },
  aurora: {
    sky: ['#0d1b2e', '#153a48', '#3f7a78'],
    light: '#c9f0d8',
    ridges: ['#3d6471', '#29495a', '#1a3244'],
    water: ['#3f7476', '#1d4252', '#0f2436'],
    ground: ['#cddbe0', '#8fa8b5'],
    foliage: '#12303a',
    lamp: '#ffd28a',
    ink: '#0a1826',
    night: true,
  },
} satisfies Record<string, Palette>;

export type PaletteName = keyof typeof palettes;
