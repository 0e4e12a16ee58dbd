-- An issued document, and the file that was sent, stay as they were: a mistake is put right by another
-- document.
CREATE OR REPLACE TRIGGER documents_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON documents
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE TRIGGER document_files_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON document_files
  FOR EACH STATEMENT
  EXECUTE FUNCTION refuse_change();
