/// Keeps out of an editor what may not stand in a text, however it comes in: what is put in is cleaned, what stands there
/// already, from before the rule, is left alone.
import { EditorState, Transaction, type Extension, type TransactionSpec } from '@codemirror/state'
import { cleaned, unfitSign } from '@/model/text_rule'

/// `passes`: not typed here.
export function cleanTyping(passes: (transaction: Transaction) => boolean): Extension {
  return EditorState.transactionFilter.of((transaction) => {
    // An input method's letters are not to be changed under its hands.
    if (!transaction.docChanged || passes(transaction) || transaction.isUserEvent('input.type.compose'))
      return transaction
    const given: { readonly from: number; readonly to: number; readonly text: string }[] = []
    transaction.changes.iterChanges((from, to, _, __, inserted) => given.push({ from, to, text: inserted.toString() }))
    if (!given.some(({ text }) => unfitSign(text) !== undefined)) return transaction
    const clean = transaction.startState.changes(
      given.map(({ from, to, text }) => ({ from, to, insert: cleaned(text) })),
    )
    const caret = clean.mapPos(transaction.startState.selection.main.to, 1)
    const spec: TransactionSpec = { changes: clean, selection: { anchor: caret }, scrollIntoView: true }
    const userEvent = transaction.annotation(Transaction.userEvent)
    return userEvent === undefined ? spec : { ...spec, userEvent }
  })
}
