#!/usr/bin/env bash
# A Word file made with the npm package docx has headings that LibreOffice does not take for headings.
#
# Versions   docx 9.15.2 (npm), LibreOffice 7.4 (Debian 12, libreoffice-writer-nogui)
# Input      the package's own way to make a heading: new Paragraph({ heading: HeadingLevel.HEADING_1, text: ... })
# Expected   LibreOffice's navigator, its table of contents and the bookmarks of its PDF list that heading
# Seen       the paragraph has the look of a heading and no place in the outline: saved as ODT it is <text:p>, not
#            <text:h>. The package writes the built-in style as "Heading 1" without w:outlineLvl. Word knows the style by
#            its name and adds the level itself; LibreOffice takes what the file says.
# Way out    styles: { default: { heading1: { paragraph: { outlineLevel: 0 } } } }; then it is <text:h ... outline-level="1">
#
# Needs npm, and soffice or the right to install it. Exit code 0: as described. 1: it changed.
set -euo pipefail

command -v soffice >/dev/null ||
  DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends libreoffice-writer-nogui >/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" docx@9.15.2

cat >make.mjs <<'END'
import { writeFileSync } from 'node:fs'
import { Document, HeadingLevel, Packer, Paragraph } from 'docx'

const children = () => [
  new Paragraph({ heading: HeadingLevel.HEADING_1, text: 'Findings' }),
  new Paragraph({ text: 'A sentence.' }),
]
const leveled = { default: { heading1: { paragraph: { outlineLevel: 0 } } } }
writeFileSync('plain.docx', await Packer.toBuffer(new Document({ sections: [{ children: children() }] })))
writeFileSync('leveled.docx', await Packer.toBuffer(new Document({ styles: leveled, sections: [{ children: children() }] })))
END
node make.mjs

# How LibreOffice holds the paragraph "Findings" of a file: text:p or text:h.
paragraph() {
  timeout 120 soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to odt "$1.docx" >/dev/null 2>&1
  python3 - "$1.odt" <<'END'
import re, sys, zipfile
content = zipfile.ZipFile(sys.argv[1]).read('content.xml').decode()
print(re.search(r'<(text:[ph]) [^>]*>Findings', content).group(1))
END
}
plain=$(paragraph plain)
leveled=$(paragraph leveled)
soffice --version
echo "as the package makes it: $plain; with outlineLevel: $leveled"
[ "$plain $leveled" = "text:p text:h" ]
