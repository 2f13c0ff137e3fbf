/**
 * Whether a row of `pragma_table_list` is one of our tables or views. Those of SQLite are not, nor those whose names begin
 * with an underscore: the migrator's, and those of programs such as Litestream. The parts of a search index have another type.
 */
export const IS_OURS = `schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_%' ESCAPE '\\'`;
