// Double-random inspections (双随机、一公开) on a signed log.
