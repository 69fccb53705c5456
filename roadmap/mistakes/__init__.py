"""The mistakes that the engineers make: one file each, with story, consequence, remedy and proof."""
