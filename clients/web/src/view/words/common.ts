const nl = {
  product: 'flipover',
  cancel: 'Niet doen',
  close: 'Sluiten',
  save: 'Bewaren',
  back: 'Terug',
  again: 'Opnieuw',
  copy: 'Kopiëren',
  everyone: 'iedereen',
  loading: 'Even ophalen …',
}
const en: typeof nl = {
  product: 'flipover',
  cancel: 'Leave it',
  close: 'Close',
  save: 'Keep',
  back: 'Back',
  again: 'Again',
  copy: 'Copy',
  everyone: 'everyone',
  loading: 'Fetching …',
}
export const commonWords = { nl, en }
