# What Doxygen is to read of a header: the comment that it begins with is of the file, and lines of a comment that are set off by three
# spaces (formulas, tables) stay lines, unless they go on with an item of a list.
NR == 1 && /^\/\/\// { print "/// @file\n///" }
{
  off = /^ *\/\/\/   / && !list
  if (off != before) print "///"
  before = off
  if (/^ *\/\/\/ - /) list = 1
  else if (!/^ *\/\/\/   /) list = 0
  if (off) sub(/\/\/\/   /, "///       ")
  print
}
