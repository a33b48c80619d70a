import { create } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'
import { PhaseSchema } from '@/gen/meeting/v1/method_pb'
import { leading, neighbours, steps } from '@/view/head/steps'
import { Table } from '../model/table'

const nl = (label: { nl: string } | undefined): string => label?.nl ?? ''

test('a step is done when it was entered, also when it lies behind the present one', () => {
  const table = new Table({ Mirjam: 'procesregisseur' })
  for (const phase of ['opening', 'probleem', 'over_wie']) table.asks('Mirjam', { case: 'goToPhase', value: { phase } })
  const found = steps(table.state)
  expect(found.slice(0, 4).map((step) => step.when)).toEqual(['done', 'now', 'done', 'ahead'])
  expect(found.map((step) => step.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  const { before, after } = neighbours(table.state)
  expect([before?.id, after?.id]).toEqual(['opening', 'probleem'])
})

test('the last step has none after it', () => {
  const table = new Table({ Mirjam: 'procesregisseur' })
  table.asks('Mirjam', { case: 'goToPhase', value: { phase: 'afronding' } })
  expect(neighbours(table.state).after).toBeUndefined()
})

test('as many questions lead as can be read from afar; the others stand beside them', () => {
  const asked = create(PhaseSchema, {
    questions: [
      { nl: 'Wat houdt overeind?' },
      { nl: 'Wat trekt omlaag?' },
      { nl: 'Per leefgebied, nog geen oplossingen?' },
    ],
  })
  expect(leading(asked, nl)).toEqual({
    large: 'Wat houdt overeind? Wat trekt omlaag?',
    beside: 'Per leefgebied, nog geen oplossingen?',
  })
})

test('a step without a question is led by its name', () => {
  const pause = create(PhaseSchema, { name: { nl: 'Pauze' }, goal: { nl: 'Even rust' } })
  expect(leading(pause, nl)).toEqual({ large: 'Pauze', beside: 'Even rust' })
})
