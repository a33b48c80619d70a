/// How one may look at a step of the plan; apart from the plan's own words, which only its views need.
const nl = {
  views: { plan: 'Plan', decisions: 'Besluiten', closing: 'Nalopen', sheet: 'Blad' },
  viewsLabel: 'Hoe kijk je naar deze stap',
}

const en: typeof nl = {
  views: { plan: 'Plan', decisions: 'Decisions', closing: 'Go through', sheet: 'Sheet' },
  viewsLabel: 'How you look at this step',
}

export const planViewsWords = { nl, en }
