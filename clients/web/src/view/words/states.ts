/// Words of the pages that stand instead of a screen: fetching, a problem, gone.
const nl = {
  fetching: 'Even ophalen …',
  slow: 'Dit duurt langer dan anders. We blijven het proberen.',
  again: 'Opnieuw proberen',
  toStart: 'Naar het begin',
  reload: 'Pagina vernieuwen',
  whatIsSafe: 'Wat is veilig?',

  noNetwork: 'We kunnen de server niet bereiken.',
  noNetworkWhat: 'Misschien is het netwerk even weg, of start de server opnieuw.',
  serverTrouble: 'Er ging iets mis op de server.',
  serverTroubleWhat: 'Dat ligt niet aan jou.',
  nothingLost: 'Wat al bewaard was, is bewaard.',

  unknownPage: 'Deze pagina bestaat niet.',
  unknownPageWhat: 'Misschien is het adres niet helemaal goed overgenomen.',

  linkGone: 'Deze link werkt niet meer.',
  linkGoneWhat: 'De link is verlopen of ingetrokken, of hij is niet helemaal goed overgenomen.',
  linkGoneSafe: 'Wat jij in het overleg hebt geschreven, staat er nog.',
  linkGoneDo: 'Vraag de voorzitter om een nieuwe link.',

  left: 'Je doet niet meer mee aan dit overleg.',
  leftWhat: 'Iemand heeft jouw deelname beëindigd.',
  leftSafe: 'Wat jij hebt geschreven, staat er nog.',
  leftDo: 'Klopt dat niet? Vraag het aan de voorzitter.',

  version: 'Er is een nieuwere versie van flipover.',
  versionWhat: 'Deze pagina is ouder dan de server. Vernieuw de pagina om verder te gaan.',
  versionSafe: 'Wat je aan het schrijven was, blijft op dit apparaat staan.',
  versionLoose: 'Deze browser houdt niets vast. Kopieer eerst wat je aan het schrijven bent.',

  damaged: 'Dit overleg kan nu niet open.',
  damagedWhat: 'De server kan het niet goed lezen. De beheerder moet ernaar kijken.',
  damagedSafe: 'Er wordt niets overschreven of weggegooid.',
  damagedDo: 'Bel of mail de beheerder.',

  full: 'Het is vol in dit overleg.',
  fullWhat: 'Er zijn nu te veel apparaten verbonden.',
  fullDo: 'Sluit flipover op een apparaat dat je niet gebruikt en probeer het opnieuw.',

  room: 'Er is geen ruimte op de server.',
  busy: 'De server heeft het even druk.',
  comesAndGoes: 'De verbinding valt steeds weer weg.',

  other: 'De verbinding is gestopt.',
  otherWhat: 'De server heeft de verbinding verbroken.',

  unsaved: (n: number) =>
    n === 1
      ? 'Eén ding is nog niet bewaard. Het blijft op dit apparaat staan, zolang je hier bent aangemeld.'
      : `${n} dingen zijn nog niet bewaard. Ze blijven op dit apparaat staan, zolang je hier bent aangemeld.`,
  unsavedLoose: (n: number) =>
    n === 1
      ? 'Eén ding is nog niet bewaard, en deze browser houdt niets vast. Kopieer het voordat je deze pagina sluit.'
      : `${n} dingen zijn nog niet bewaard, en deze browser houdt niets vast. Kopieer ze voordat je deze pagina sluit.`,
  unsavedGone: (n: number) =>
    n === 1
      ? 'Eén ding was nog niet bewaard. Deze browser houdt niets vast: het is weg.'
      : `${n} dingen waren nog niet bewaard. Deze browser houdt niets vast: ze zijn weg.`,
}
const en: typeof nl = {
  fetching: 'Fetching …',
  slow: 'This takes longer than usual. We keep trying.',
  again: 'Try again',
  toStart: 'To the start',
  reload: 'Reload the page',
  whatIsSafe: 'What is safe?',

  noNetwork: 'We cannot reach the server.',
  noNetworkWhat: 'Perhaps the network is away for a moment, or the server starts anew.',
  serverTrouble: 'Something went wrong on the server.',
  serverTroubleWhat: 'It is not you.',
  nothingLost: 'What was saved before is safe.',

  unknownPage: 'This page does not exist.',
  unknownPageWhat: 'Perhaps the address was not copied whole.',

  linkGone: 'This link no longer works.',
  linkGoneWhat: 'The link has expired or was withdrawn, or it was not copied whole.',
  linkGoneSafe: 'What you wrote in the meeting is still there.',
  linkGoneDo: 'Ask the chair for a new link.',

  left: 'You no longer take part in this meeting.',
  leftWhat: 'Somebody ended your part in it.',
  leftSafe: 'What you wrote is still there.',
  leftDo: 'Is that wrong? Ask the chair.',

  version: 'There is a newer version of flipover.',
  versionWhat: 'This page is older than the server. Reload the page to go on.',
  versionSafe: 'What you were writing stays on this device.',
  versionLoose: 'This browser keeps nothing. Copy first what you are writing.',

  damaged: 'This meeting cannot be opened now.',
  damagedWhat: 'The server cannot read it well. The administrator has to look at it.',
  damagedSafe: 'Nothing is overwritten or thrown away.',
  damagedDo: 'Call or mail the administrator.',

  full: 'This meeting is full.',
  fullWhat: 'Too many devices are connected now.',
  fullDo: 'Close flipover on a device that you do not use and try again.',

  room: 'There is no room on the server.',
  busy: 'The server is busy for a moment.',
  comesAndGoes: 'The connection is lost again and again.',

  other: 'The connection has stopped.',
  otherWhat: 'The server ended the connection.',

  unsaved: (n: number) =>
    n === 1
      ? 'One thing is not saved yet. It stays on this device as long as you are signed in here.'
      : `${n} things are not saved yet. They stay on this device as long as you are signed in here.`,
  unsavedLoose: (n: number) =>
    n === 1
      ? 'One thing is not saved yet, and this browser keeps nothing. Copy it before you close this page.'
      : `${n} things are not saved yet, and this browser keeps nothing. Copy them before you close this page.`,
  unsavedGone: (n: number) =>
    n === 1
      ? 'One thing was not saved yet. This browser keeps nothing: it is gone.'
      : `${n} things were not saved yet. This browser keeps nothing: they are gone.`,
}
export const statesWords = { nl, en }
