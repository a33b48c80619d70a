/// What can be told of an operation by its form alone.
import type { Operation } from '@/gen/meeting/v1/operation_pb'
import { wordsOf } from './text_wire'

type Kind = Operation['kind']

/// It adds a thing, whose id both sides compute.
export function adds(kind: Kind): boolean {
  switch (kind.case) {
    case 'addItem':
    case 'addComment':
    case 'linkItems':
    case 'addPage':
    case 'draw':
    case 'splitItem':
      return true
    default:
      return false
  }
}

/// The thing it speaks of; '' when it speaks of none, or of what it adds itself.
export function concerns(kind: Kind): string {
  switch (kind.case) {
    case 'editText':
    case 'setField':
    case 'moveItem':
    case 'splitItem':
    case 'stackItem':
    case 'unstackItem':
    case 'parkItem':
    case 'takeBackItem':
    case 'addComment':
    case 'vote':
    case 'score':
    case 'takeStance':
    case 'resolve':
    case 'reopen':
    case 'setVisibility':
      return kind.value.item
    case 'remove':
    case 'restore':
      return kind.value.thing
    case 'linkItems':
      return kind.value.from
    case 'draw':
      return kind.value.sheet
    default:
      return ''
  }
}

/// What a person wrote in it; '' when there is nothing of the kind.
export function words(kind: Kind): string {
  switch (kind.case) {
    case 'addItem':
    case 'addComment':
      return kind.value.text
    case 'editText':
      return wordsOf(kind.value.spans)
    case 'takeStance':
    case 'score':
      return kind.value.words
    case 'setField':
      return kind.value.value?.values.join(', ') ?? ''
    case 'addPage':
      return kind.value.title
    case 'parkItem':
    case 'setVisibility':
    case 'goToPhase':
    case 'extendPhase':
    case 'liftRule':
    case 'setClientView':
    case 'depart':
    case 'endParticipation':
      return kind.value.reason
    default:
      return ''
  }
}

/// Written in a blind round, it is not shown to others before its author is asked, if the round is over by then (VB-04).
export function isWriting(kind: Kind): boolean {
  return kind.case === 'addItem' || kind.case === 'addComment' || kind.case === 'editText'
}
