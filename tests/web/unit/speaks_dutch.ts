/// For tests of what says words: a browser that chose Dutch. Imported before what speaks.
import { vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => 'nl' })
