"""One file is one dashboard; its name is the JSON's."""
