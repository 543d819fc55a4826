# Errors against T, epsilon or d, log-log: points with error bars, fitted lines, dashed guides of the proven rates.
#
#   gnuplot -c rates.gp DATA OUT.svg|OUT.png|OUT.pdf [column]
#
# DATA is made of blocks parted by two blank lines, texts in double quotes:
#   labels   rows title, subtitle, detail (a third line, may be empty), xlabel, ylabel, xbase (of the axis' tics),
#            guides (how many), dropped (points, in all), hollow (what it means that a point is), ybase; base 0: a
#            linear axis (curves.gp)
#   styles   a row a curve: colour, filled marker, hollow marker, dash type
#   a guide  first row its key, then rows x y; as many as labels say
#   a curve  three blocks: points kept (first row the curve's key, then rows x value low high), points dropped from the
#            fit (rows x value low high), fitted line (rows x y). A block without points has one row of NaN.
DATA = ARG1
OUT = ARG2

array label[10]
stats DATA index 0 using (label[int($0) + 1] = strcol(2), 0) nooutput
xbase = real(label[6])
guides = int(label[7])
stats DATA using 1 nooutput
curves = (STATS_blocks - 2 - guides) / 3
kept(i) = 2 + guides + 3 * (i - 1)
stats DATA index kept(1):STATS_blocks-1 using 1:(column(2)) nooutput name "ALL"

ending = OUT[strlen(OUT)-3:*]
narrow = ARG3 eq "column"
entries = curves + guides + (label[8] + 0 > 0)
height = (narrow ? 400 : 530) + (strlen(label[3]) > 0 ? 20 : 0) + 24 * entries
# Pixels of the svg; a page of a paper is 17.8 cm wide, a column 8.6.
width = narrow ? 520 : 900
scale = (narrow ? 8.6 : 17.8) / 2.54 / width
if (ending eq ".svg") {
  set terminal svg size width,height font "Helvetica,15" background rgb "white" enhanced linewidth 1.2
}
if (ending eq ".png") {
  set terminal pngcairo size 1.5 * width,int(1.5 * height) font "Helvetica,22" background rgb "white" enhanced linewidth 1.8
}
if (ending eq ".pdf") {
  set terminal pdfcairo size scale * width,scale * height font sprintf("Helvetica,%.1f", 72 * scale * 15) enhanced linewidth 72 * scale * 1.6
}
points = ending eq ".pdf" ? (narrow ? 0.35 : 0.5) : 1.1
keyfont = sprintf(",%g", ending eq ".svg" ? 13 : ending eq ".png" ? 19 : 72 * scale * 13)
set output OUT

array colour[curves]
array filled[curves]
array hollow[curves]
array dash[curves]
stats DATA index 1 using (colour[int($0) + 1] = strcol(1), filled[int($0) + 1] = int($2), hollow[int($0) + 1] = int($3), dash[int($0) + 1] = int($4), 0) nooutput

set encoding utf8
set logscale x xbase
set logscale y 10
xmargin = (ALL_max_x / ALL_min_x) ** 0.04
ymargin = (ALL_max_y / ALL_min_y) ** 0.06
ymargin = ymargin < 1.7 ? 1.7 : ymargin
set xrange [ALL_min_x / xmargin : ALL_max_x * xmargin]
set yrange [ALL_min_y / ymargin : ALL_max_y * ymargin]
set xlabel label[4] offset 0,0.2
set ylabel label[5] offset 0.5,0
set title "{/:Bold ".label[1]."}\n{/*0.85 ".label[2]."}".(strlen(label[3]) > 0 ? "\n{/*0.85 ".label[3]."}" : "") offset 0,-0.2
set border 3 linecolor rgb "#404040"
set tics nomirror scale 0.7
set grid xtics ytics linecolor rgb "#D8D8D8" linetype 1 linewidth 0.6
set format x "%g"
if (xbase == 10 && ALL_max_x / ALL_min_x < 1000) {
  do for [n = int(floor(log10(ALL_min_x))) - 1 : int(ceil(log10(ALL_max_x)))] {
    set xtics add (1 * 10.0**n, 3 * 10.0**n)
  }
}
# Over few decades the powers of ten alone are too few tics.
if (ALL_max_y / ALL_min_y > 50) {
  set format y "10^{%L}"
} else {
  set format y "%g"
  do for [n = int(floor(log10(ALL_min_y))) - 1 : int(ceil(log10(ALL_max_y)))] {
    set ytics add (1 * 10.0**n, 2 * 10.0**n, 5 * 10.0**n)
  }
}
set key outside below center horizontal Left reverse height 0.6 samplen 3 spacing 1.2 maxcols 1 font keyfont

# Error bars without their points, which would clear a white box about each in a pdf.
plot for [i=1:curves] DATA index kept(i) + 2 using 1:2 with lines linecolor rgb colour[i] linewidth 1.6 dashtype dash[i] notitle, \
     for [i=1:curves] DATA index kept(i) + 1 using 1:2:3:4 with yerrorbars linecolor rgb colour[i] pointtype 0 pointsize 0.01 notitle, \
     for [i=1:curves] DATA index kept(i) + 1 using 1:2 with points linecolor rgb colour[i] pointtype hollow[i] pointsize points notitle, \
     for [i=1:curves] DATA index kept(i) using 1:2:3:4 with yerrorbars linecolor rgb colour[i] pointtype 0 pointsize 0.01 notitle, \
     for [i=1:curves] DATA index kept(i) using 1:2 with points linecolor rgb colour[i] pointtype filled[i] pointsize points notitle, \
     for [i=1:curves] DATA index kept(i) every ::::1 using (NaN):(NaN) with linespoints linecolor rgb colour[i] linewidth 1.6 dashtype dash[i] pointtype filled[i] pointsize points title columnheader(1), \
     for [g=1:guides] DATA index g + 1 using 1:2 with lines linecolor rgb "#707070" linewidth 1.6 dashtype g + 1 title columnheader(1), \
     for [k=1:(label[8] + 0 > 0)] keyentry with points linecolor rgb "#404040" pointtype 6 pointsize points title label[9]
