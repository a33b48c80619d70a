/// Words of a second device on somebody's seat.
const nl = {
  added: (clock: string, who: string) => `Er is een tweede apparaat bij gekomen, ${clock}, gevraagd door ${who}.`,
  administrator: 'de beheerder',
  untilThen: 'Tot je zegt dat jij het bent, ziet dat apparaat niet wat alleen jij mag zien.',
  mine: 'Dat ben ik',
  strange: 'Dat ben ik niet',
  strangeDo: 'Zeg het nu tegen de voorzitter. Die kan de link van dat apparaat intrekken.',
  confirmed: 'Dit apparaat is nu ook van jou.',
  here: 'Bevestig op je eerste apparaat dat jij dit bent.',
  hereMore: 'Tot dan zie je hier niet wat alleen jij mag zien. Meedoen kan gewoon.',
}
const en: typeof nl = {
  added: (clock, who) => `A second device came in on your seat, ${clock}, asked for by ${who}.`,
  administrator: 'the administrator',
  untilThen: 'Until you say that it is you, that device does not see what is for you alone.',
  mine: 'That is me',
  strange: 'That is not me',
  strangeDo: 'Tell the chair now. The chair can take back the link of that device.',
  confirmed: 'This device is yours too now.',
  here: 'Confirm on your first device that this is you.',
  hereMore: 'Until then you do not see here what only you may see. You can take part as usual.',
}
export const deviceWords = { nl, en }
