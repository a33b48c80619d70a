/// *Scherm dicht*: the room screens and the client's page go blank in one act.
import { closeScreens } from '@/link/asked'
import type { Session } from '@/replica/session'
import type { Notices } from '../meeting/notices.svelte'
import { leadWords } from '../words/lead'
import { words } from '../words/language.svelte'
import { hasRoomScreen } from './curtain'

/// First the room, then the curtain: a room screen shows what the client sees only while the curtain is open, so shutting
/// the curtain under a lit screen would show the whole table to him.
export async function shutScreens(session: Session, notices: Notices): Promise<void> {
  const t = words(leadWords)
  if (hasRoomScreen(session.state)) {
    try {
      await closeScreens(session.meeting)
    } catch {
      const back = (): void => shutForClient(session, notices)
      notices.say(t.shutFailed, {
        alarm: true,
        ...(session.state.course.clientView ? { back, backWords: t.shutAnyway } : {}),
      })
      return
    }
  }
  shutForClient(session, notices)
  notices.say(t.shutDone, { seconds: 8 })
}

function shutForClient(session: Session, notices: Notices): void {
  const t = words(leadWords)
  if (session.state.course.clientView) notices.ask({ case: 'setClientView', value: { on: false } }, t.notDone)
}
