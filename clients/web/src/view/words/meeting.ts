/// Words of the meeting's shell: how it stands with the connection, what others did, where one is.
const nl = {
  opening: 'Het overleg wordt geopend …',
  notReached: 'We kunnen de server nog niet bereiken. We blijven het proberen.',
  title: (label: string) => (label === '' ? 'Overleg' : /^casus/iu.test(label) ? label : `Casus ${label}`),
  sheet: 'Blad',
  side: 'Ernaast',
  line: 'Schrijven',
  head: 'Boven',
  skip: 'Direct naar schrijven',

  offline: 'Geen verbinding. Schrijf gerust door.',
  offlineKept: (n: number) =>
    n === 0
      ? 'Alles van jou is bewaard.'
      : n === 1
        ? 'Eén ding van jou wacht op dit apparaat en gaat straks mee.'
        : `${n} dingen van jou wachten op dit apparaat en gaan straks mee.`,
  offlineLoose: (n: number) =>
    n === 1
      ? 'Eén ding van jou wacht. Laat deze pagina open: dan gaat het straks mee.'
      : `${n} dingen van jou wachten. Laat deze pagina open: dan gaan ze straks mee.`,
  since: (clock: string) => `Sinds ${clock}.`,
  retry: (seconds: number) => (seconds <= 0 ? 'We proberen het nu.' : `We proberen het weer over ${seconds} s.`),

  ended: (clock: string) => `Dit overleg is afgelopen om ${clock}.`,
  endedTidy: 'Jij kunt nog opruimen tot het verslag is vastgesteld.',
  endedRead: 'Je kunt alles nog lezen.',
  settled: 'Het verslag is vastgesteld. Er verandert niets meer.',
  report: 'Naar het verslag',
  replay: 'Speel het overleg af',
  notBegun: 'Het overleg is nog niet begonnen.',
  begin: 'Begin het overleg',
  notBegunGuest: 'De voorzitter begint zo. Je kunt vast rondkijken.',

  practice: 'Dit is een oefening. Probeer gerust alles.',

  and: ' en ',
  others: (n: number) => (n === 1 ? '1 ander' : `${n} anderen`),
  someone: 'Iemand',
  cards: (n: number) => (n === 1 ? '1 kaart' : `${n} kaarten`),
  comments: (n: number) => (n === 1 ? '1 reactie' : `${n} reacties`),
  moved: (n: number) => (n === 1 ? '1 kaart verplaatst' : `${n} kaarten verplaatst`),
  removed: (n: number) => (n === 1 ? '1 kaart weg' : `${n} kaarten weg`),
  parked: (n: number) => (n === 1 ? '1 kaart geparkeerd' : `${n} kaarten geparkeerd`),
  changed: (n: number) => (n === 1 ? '1 kaart bijgewerkt' : `${n} kaarten bijgewerkt`),
  stances: (n: number) => (n === 1 ? '1 standpunt' : `${n} standpunten`),
  pages: (n: number) => (n === 1 ? '1 blad erbij' : `${n} bladen erbij`),
  drawn: 'tekent',
  did: (who: string, what: string) => `${who}: ${what}.`,
  stepIs: (name: string) => `Het overleg is nu bij ${name}.`,
  blindBegan: 'Stille ronde begonnen.',
  voteBegan: 'Stemmen begonnen.',
  roundOpen: 'De ronde is open: alles is te zien.',
  voteClosed: 'Stemmen gesloten: de stippen zijn te zien.',
  turnOf: (name: string) => `${name} heeft het woord.`,
  yourTurn: 'Jij hebt het woord.',
  handOf: (name: string) => `${name} steekt een hand op.`,
  chairIs: (name: string) => `${name} is nu voorzitter.`,
  youChair: 'Jij bent nu voorzitter.',
  came: (name: string) => `${name} is er.`,
  went: (name: string) => `${name} is weg.`,
  clientSees: (label: string) => `Het gordijn is open: ${label} kijkt mee.`,
  clientSeesNot: (label: string) => `Het gordijn is dicht: ${label} kijkt niet mee.`,
  screensShut: 'De schermen zijn dicht.',
  screensOpen: 'De schermen zijn weer open.',
  begun: 'Het overleg is begonnen.',
  over: 'Het overleg is afgelopen.',
  undone: 'Teruggedraaid.',
}
const en: typeof nl = {
  opening: 'The meeting is opened …',
  notReached: 'We cannot reach the server yet. We keep trying.',
  title: (label) => (label === '' ? 'Meeting' : /^cas(e|us)/iu.test(label) ? label : `Case ${label}`),
  sheet: 'Sheet',
  side: 'Beside it',
  line: 'Writing',
  head: 'Top',
  skip: 'Straight to writing',

  offline: 'No connection. Just keep writing.',
  offlineKept: (n) =>
    n === 0
      ? 'All of yours is saved.'
      : n === 1
        ? 'One thing of yours waits on this device and goes along later.'
        : `${n} things of yours wait on this device and go along later.`,
  offlineLoose: (n) =>
    n === 1
      ? 'One thing of yours waits. Leave this page open: then it goes along later.'
      : `${n} things of yours wait. Leave this page open: then they go along later.`,
  since: (clock) => `Since ${clock}.`,
  retry: (seconds) => (seconds <= 0 ? 'Trying now.' : `Trying again in ${seconds} s.`),

  ended: (clock) => `This meeting ended at ${clock}.`,
  endedTidy: 'You can still tidy until the minutes are settled.',
  endedRead: 'You can still read everything.',
  settled: 'The minutes are settled. Nothing changes any more.',
  report: 'To the report',
  replay: 'Play the meeting back',
  notBegun: 'The meeting has not begun yet.',
  begin: 'Begin the meeting',
  notBegunGuest: 'The chair begins in a moment. You can look around.',

  practice: 'This is practice. Try everything.',

  and: ' and ',
  others: (n) => (n === 1 ? '1 other' : `${n} others`),
  someone: 'Somebody',
  cards: (n) => (n === 1 ? '1 card' : `${n} cards`),
  comments: (n) => (n === 1 ? '1 comment' : `${n} comments`),
  moved: (n) => (n === 1 ? '1 card moved' : `${n} cards moved`),
  removed: (n) => (n === 1 ? '1 card removed' : `${n} cards removed`),
  parked: (n) => (n === 1 ? '1 card parked' : `${n} cards parked`),
  changed: (n) => (n === 1 ? '1 card changed' : `${n} cards changed`),
  stances: (n) => (n === 1 ? '1 stance' : `${n} stances`),
  pages: (n) => (n === 1 ? '1 sheet more' : `${n} sheets more`),
  drawn: 'draws',
  did: (who, what) => `${who}: ${what}.`,
  stepIs: (name) => `The meeting is at ${name} now.`,
  blindBegan: 'Silent round has begun.',
  voteBegan: 'Voting has begun.',
  roundOpen: 'The round is open: all can be seen.',
  voteClosed: 'Voting is closed: the dots can be seen.',
  turnOf: (name) => `${name} has the floor.`,
  yourTurn: 'You have the floor.',
  handOf: (name) => `${name} raises a hand.`,
  chairIs: (name) => `${name} is the chair now.`,
  youChair: 'You are the chair now.',
  came: (name) => `${name} is here.`,
  went: (name) => `${name} has left.`,
  clientSees: (label) => `The curtain is open: ${label} looks along.`,
  clientSeesNot: (label) => `The curtain is shut: ${label} does not look along.`,
  screensShut: 'The screens are shut.',
  screensOpen: 'The screens are open again.',
  begun: 'The meeting has begun.',
  over: 'The meeting has ended.',
  undone: 'Taken back.',
}
export const meetingWords = { nl, en }
