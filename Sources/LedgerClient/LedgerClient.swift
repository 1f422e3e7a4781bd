// Wire types and client of ledgerd.
