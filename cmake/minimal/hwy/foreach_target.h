// One target: nothing to include again.
