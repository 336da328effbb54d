package analyzer

// nominals is filled in below.
func (r *resolver) nominals() {}
