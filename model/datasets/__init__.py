"""Data sets as people hand them in: tables, folders and names, read without files, databases or networks.

Training reads manifests on a disk with it, and the service what is contributed (decision 0044). What is wrong or
doubtful becomes findings, whose messages the reader's language renders.

Read in this order: `table_text`, `table_header` and `table` (any CSV table), `fields` with `dates` (what a row holds),
`manifest_rows` (all rows of a manifest), `splits`; `folders` and `names` (where there is no manifest). `spelling`,
`vocabulary`, `synonyms`, `label_words` and `view_words` know what people mean by what they write, `system_files` and
`picture_names` what a file's name tells.
"""
