"""An experiment: simulated days played under load, with everything written down that a report needs."""
