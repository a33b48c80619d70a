/// Words of Bijpraten: for who comes late or was away.
const nl = {
  title: 'Bijpraten',
  joined: 'Je komt later binnen. Dit is er al gebeurd.',
  away: 'Je was even weg. Dit is er gebeurd.',
  now: 'We zijn nu bij',
  passed: 'Al gedaan',
  movedOn: 'De groep is intussen een stap verder.',
  purpose: 'Waarvoor we hier zitten',
  problem: 'Kern van het probleem',
  decisions: 'Besloten',
  news: 'Nieuw voor jou',
  newsCount: (n: number) => (n === 1 ? '1 kaart' : `${n} kaarten`),
  more: (n: number) => (n === 1 ? 'Nog 1 kaart. Die staat op het vel.' : `Nog ${n} kaarten. Die staan op de vellen.`),
  parked: (n: number) => (n === 1 ? '1 idee is geparkeerd.' : `${n} ideeën zijn geparkeerd.`),
  nothing: 'Je hebt niets gemist.',
  nobody: 'wie zei dit?',
  goOn: 'Verder naar het overleg',
}
const en: typeof nl = {
  title: 'Catching up',
  joined: 'You come in later. This has happened already.',
  away: 'You were away for a while. This has happened.',
  now: 'We are at',
  passed: 'Done already',
  movedOn: 'Meanwhile the group is a step further.',
  purpose: 'What we are here for',
  problem: 'Core of the problem',
  decisions: 'Decided',
  news: 'New to you',
  newsCount: (n: number) => (n === 1 ? '1 card' : `${n} cards`),
  more: (n: number) =>
    n === 1 ? '1 more card. It stands on the sheet.' : `${n} more cards. They stand on the sheets.`,
  parked: (n: number) => (n === 1 ? '1 idea was parked.' : `${n} ideas were parked.`),
  nothing: 'You missed nothing.',
  nobody: 'who said this?',
  goOn: 'On to the meeting',
}
export const catchingUpWords = { nl, en }
