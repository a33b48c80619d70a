/// What of the meeting page is fetched after the board can be read. In the order in which one is likely to need it: all of
/// it comes in one go once the page stands, also because the line to the server may be cut when one opens it.
import { editorPart } from '../card/editor_part'
import { Later } from '../parts/later.svelte'

export const later = {
  openedCard: new Later(() => import('../card/OpenedCard.svelte')),
  pasteQuestion: new Later(() => import('../line/PasteQuestion.svelte')),
  notPlaced: new Later(() => import('../line/NotPlaced.svelte')),
  planViews: new Later(() => import('../plan/PlanViews.svelte')),
  freePage: new Later(() => import('../page/FreePage.svelte')),
  peopleList: new Later(() => import('../head/PeopleList.svelte')),
  viewWindow: new Later(() => import('../head/ViewWindow.svelte')),
  overviewWindow: new Later(() => import('../page/OverviewWindow.svelte')),
  catchingUp: new Later(() => import('../catching_up/CatchingUp.svelte')),
  askWhere: new Later(() => import('../join/AskWhere.svelte')),
  gone: new Later(() => import('../states/Gone.svelte')),
}

/// The editor first: the first thing one opens is a card to write in. The JSON API last: the chair's door, and asking whether
/// the server hands out a newer page, at a moment at which it may no longer hand out the parts of this one.
export const whenItStands = [
  { fetch: editorPart },
  ...Object.values(later),
  { fetch: (): Promise<unknown> => import('@/link/api') },
]
