# Writes the files FILES (below ROOT) into OUT as a table like that of server/vocabulary/embedded_files.h, handed out by
# FUNCTION, which HEADER declares.
set(source "#include \"${HEADER}\"\n\nnamespace flipover {\nnamespace {\n\n")
string(APPEND source "constexpr EmbeddedFile kFiles[] = {\n")
foreach(file IN LISTS FILES)
  file(READ "${ROOT}/${file}" content)
  string(APPEND source "    {\"${file}\", R\"flipover(${content})flipover\"},\n")
endforeach()
string(APPEND source "};\n\n}  // namespace\n\n")
string(APPEND source "std::span<const EmbeddedFile> ${FUNCTION}() { return kFiles; }\n\n}  // namespace flipover\n")
file(WRITE "${OUT}" "${source}")
