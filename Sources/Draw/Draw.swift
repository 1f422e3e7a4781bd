// The draw protocol as pure functions: texts, seeds, tickets, selection, matching.
