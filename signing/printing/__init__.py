"""Cards on plastic and paper, and order proofs on a phone: one drawing, written as PDF, SVG or PNG."""
