"use strict";
// Everything works without this. It only makes it quicker.
