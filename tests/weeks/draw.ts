export { type Draw, drawFrom } from '../../dev/soak/draw.ts';
