// The rules of clients/web, whose packages these tests use (node_modules here leads there).
import globals from 'globals'
import ts from 'typescript-eslint'
import web from '../../clients/web/eslint.config.js'

export default ts.config(
  ...web,
  { ignores: ['test-results', 'shots/out'] },
  { languageOptions: { globals: { ...globals.node } } },
  {
    // Texts are taken apart by code point on purpose: that is how the vectors count.
    rules: { '@typescript-eslint/no-misused-spread': 'off' },
  },
  {
    // What a fixture is called with is Playwright's to say.
    files: ['e2e/**/*.ts', 'shots/**/*.ts'],
    rules: { 'no-empty-pattern': 'off', '@typescript-eslint/no-invalid-void-type': 'off' },
  },
  { files: ['**/*.mjs', '*.js'], ...ts.configs.disableTypeChecked },
)
