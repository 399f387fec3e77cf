-- Records whose payload is elsewhere, found without looking at all that is here.
CREATE INDEX records_without_payload ON payload.records (dataset, number) WHERE payload IS NULL AND erased_at IS NULL;
