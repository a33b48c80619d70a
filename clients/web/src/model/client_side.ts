/// What the client's side may do (domain.md 3.12): own words, corrections, agreement, votes. A list of what it may: an
/// operation that is not in it, as a new one, is refused (server/model/client_side.cc).
import type { FieldValue, SetField } from '@/gen/meeting/v1/operation_pb'
import { roleOfParticipant } from './people'
import { itemFor, type Asking, type Kind } from './predicting'
import { isOwn } from './sight'

const clientRole = 'client'
const agreement = 'instemming_client' // the client agrees with this part of the plan
const owner = 'eigenaar' // who will do it,
const acceptance = 'eigenaar_akkoord' // and says that he will

// Own, or not there for him: then the operation itself says so, as of what never was.
function isOwnItem(asking: Asking, id: string): boolean {
  const item = itemFor(asking, id)
  return !item || isOwn(item, asking.me)
}

function valueIn(fields: readonly FieldValue[], field: string): string {
  return fields.find((each) => each.field === field)?.values[0] ?? ''
}

// Nobody else's word that he will do something is given.
function acceptsForHimself({ me }: Asking, who: string, accepted: string): boolean {
  return accepted === '' || who === me
}

// Own words, corrections, questions: what his role may add on every page is what he adds at all.
function isOwnKind({ state, me }: Asking, kind: string): boolean {
  const own = roleOfParticipant(state, me)?.alwaysKinds ?? []
  return own.length === 0 || own.includes(kind)
}

function maySet(asking: Asking, { item: id, value }: SetField): boolean {
  const item = itemFor(asking, id)
  if (!item || !value) return true
  switch (value.field) {
    case agreement:
      return roleOfParticipant(asking.state, asking.me)?.id === clientRole
    case acceptance:
      return acceptsForHimself(asking, valueIn(item.fields, owner), 'ja')
    case 'kind':
      return isOwn(item, asking.me) && isOwnKind(asking, value.values[0] ?? '')
    case owner: {
      const own = isOwn(item, asking.me)
      return own && acceptsForHimself(asking, value.values[0] ?? '', valueIn(item.fields, acceptance))
    }
    default:
      return isOwn(item, asking.me)
  }
}

export function clientSideMay(asking: Asking, op: Kind): boolean {
  const own = (item: string) => isOwnItem(asking, item)
  const himself = (whose: string | undefined) => (whose ?? '') === '' || whose === asking.me
  switch (op.case) {
    case 'addItem': {
      const { fields, kind, saidBy } = op.value
      if (!himself(saidBy) || !isOwnKind(asking, kind)) return false
      return acceptsForHimself(asking, valueIn(fields, owner), valueIn(fields, acceptance))
    }
    case 'setField':
      return maySet(asking, op.value)
    case 'moveItem':
      return own(op.value.item) && (op.value.kind === '' || isOwnKind(asking, op.value.kind))
    case 'editText':
    case 'splitItem':
    case 'parkItem':
    case 'takeBackItem':
    case 'withdrawItem':
    case 'setVisibility':
    case 'resolve':
    case 'reopen':
      return own(op.value.item)
    case 'linkItems':
      return own(op.value.from)
    case 'remove': // items of his own; of comments, links, strokes and pages it is asked where they are removed
    case 'restore':
      return own(op.value.thing)
    case 'addComment':
      return himself(op.value.saidBy)
    case 'score':
    case 'takeStance':
      return himself(op.value.by)
    case 'arrive':
    case 'depart':
      return himself(op.value.participant)
    case 'vote':
    case 'addPage':
    case 'draw':
    case 'setReady':
    case 'raiseHand':
    case 'confirmDevice':
    case 'undo':
      return true
    default:
      return false
  }
}
