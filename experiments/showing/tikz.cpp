#include "showing/tikz.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "showing/axes.hpp"
#include "showing/enhanced_text.hpp"
#include "showing/figure_data.hpp"

namespace diffrates {
namespace {

/// What differs between a figure for a page and one for a column. Lengths in points.
struct PaperShape {
  double height;  ///< of the axes, in parts of their width
  std::size_t most_x_ticks;
  double marker, line;
  std::size_t key_letters;  ///< about as many fit on a line of the key, a sample taking seven
};
constexpr PaperShape page{0.42, 9, 1.8, 0.8, 128}, column{0.66, 6, 1.5, 0.7, 62};

/// Coordinates run from 0 to 100 on both axes.
constexpr double full = 100;

struct Spot {
  double x, y;
};

Spot at(const Axes& axes, double x, double y) { return {axes.x.at(x), axes.y.at(y)}; }

/// TeX can count to 16383 points: what runs out of the axes is cut off a little outside of them.
/// The part of a segment within the bounds (Liang and Barsky); nothing where it lies outside.
std::optional<std::pair<Spot, Spot>> clipped(Spot a, Spot b) {
  constexpr double low = -5, high = full + 5;
  const double dx = b.x - a.x, dy = b.y - a.y;
  double from = 0, to = 1;
  for (const auto& [step, room] : {std::pair{-dx, a.x - low}, {dx, high - a.x}, {-dy, a.y - low}, {dy, high - a.y}}) {
    if (step == 0 && room < 0) return {};
    if (step < 0) from = std::max(from, room / step);
    if (step > 0) to = std::min(to, room / step);
  }
  if (!(from < to)) return {};
  return std::pair{Spot{a.x + from * dx, a.y + from * dy}, Spot{a.x + to * dx, a.y + to * dy}};
}

std::string place(Spot spot) { return fmt::format("({:.2f},{:.2f})", spot.x, spot.y); }

/// The points joined, as TikZ's path; empty where there is nothing to join.
std::string polyline(const std::vector<PlotPoint>& points, const Axes& axes) {
  std::string path;
  std::optional<Spot> before;
  std::string pen;  // where the path has got to
  for (const PlotPoint& point : points) {
    if (!axes.x.shows(point.x) || !axes.y.shows(point.value)) continue;
    const Spot here = at(axes, point.x, point.value);
    if (const auto part = before ? clipped(*before, here) : std::nullopt) {
      const std::string first = place(part->first), second = place(part->second);
      path += (first == pen ? "" : (path.empty() ? "" : " ") + first) + " -- " + second;
      pen = second;
    }
    before = here;
  }
  return path;
}

/// Error bars longer than their markers; one that reaches zero runs off the axis.
std::string bars(const PlotCurve& curve, const Axes& axes, double least) {
  std::string path;
  for (const std::vector<PlotPoint>* points : {&curve.kept, &curve.dropped})
    for (const PlotPoint& p : *points) {
      const Spot low = at(axes, p.x, std::clamp(p.value - p.below, axes.y.low, axes.y.high)),
                 high = at(axes, p.x, std::clamp(p.value + p.above, axes.y.low, axes.y.high));
      if (high.y - low.y > least) path += fmt::format(" {} -- {}", place(low), place(high));
    }
  return path;
}

/// A marker by gnuplot's filled number, of half the size r in points, to be drawn at a place.
std::string marker(int filled, double r) {
  switch (filled) {
    case 7:
      return fmt::format("circle[radius={:.2f}pt]", r);
    case 5:
      return fmt::format("+({0:.2f}pt,{0:.2f}pt) rectangle +(-{0:.2f}pt,-{0:.2f}pt)", 0.9 * r);
    case 9:
      return fmt::format("+(0,{0:.2f}pt) -- +({1:.2f}pt,-{2:.2f}pt) -- +(-{1:.2f}pt,-{2:.2f}pt) -- cycle", 1.25 * r,
                         1.15 * r, 0.75 * r);
    case 11:
      return fmt::format("+(0,-{0:.2f}pt) -- +({1:.2f}pt,{2:.2f}pt) -- +(-{1:.2f}pt,{2:.2f}pt) -- cycle", 1.25 * r,
                         1.15 * r, 0.75 * r);
    default:
      return fmt::format("+(0,{0:.2f}pt) -- +({0:.2f}pt,0) -- +(0,-{0:.2f}pt) -- +(-{0:.2f}pt,0) -- cycle", 1.3 * r);
  }
}

std::string_view curve_dash(int dash) {
  static constexpr std::string_view dashes[] = {"", ",dash pattern=on 4pt off 1.4pt", ",dash pattern=on 1pt off 1pt",
                                                ",dash pattern=on 4pt off 1.2pt on 1pt off 1.2pt"};
  return dashes[static_cast<std::size_t>(dash - 1) % std::size(dashes)];
}

std::string_view guide_dash(std::size_t i) {
  static constexpr std::string_view dashes[] = {"on 6pt off 3pt", "on 1pt off 2.5pt", "on 7pt off 2pt on 1pt off 2pt",
                                                "on 10pt off 4pt"};
  return dashes[i % std::size(dashes)];
}

std::string colour(std::size_t i) { return fmt::format("diffrates{}", i); }

/// The options of a curve's line.
std::string stroke(std::size_t i, const PaperShape& shape) {
  return fmt::format("{},line width={}pt{}", colour(i), shape.line, curve_dash(curve_style(i).dash));
}
std::string guide_stroke(std::size_t i) {
  return fmt::format("black!55,line width=0.5pt,dash pattern={}", guide_dash(i));
}

std::string marks(std::size_t i, const std::vector<PlotPoint>& points, bool hollow, const Axes& axes,
                  const PaperShape& shape) {
  if (points.empty()) return {};
  std::string places;
  for (const PlotPoint& point : points) places += (places.empty() ? "" : ",") + place(at(axes, point.x, point.value));
  return fmt::format("\\foreach \\p in {{{}}} \\filldraw[{},line width=0.5pt{}] \\p {};\n", places, colour(i),
                     hollow ? ",fill=white" : "", marker(curve_style(i).filled, shape.marker));
}

/// Numbers as mathematics: -0.5, 3 10^-5, 10^6.
std::string number(double x) {
  const std::string plain = fmt::format("{:g}", x);
  const std::size_t e = plain.find('e');
  if (e == std::string::npos) return plain.front() == '-' ? "$" + plain + "$" : plain;
  const std::string digits = plain.substr(0, e);
  return fmt::format("${}10^{{{}}}$", digits == "1" ? "" : digits + "\\cdot ", std::stoi(plain.substr(e + 1)));
}
std::string power(double x) { return fmt::format("$10^{{{}}}$", std::lround(std::log10(x))); }

struct Label {
  double place;
  std::string words;
};
std::vector<Label> y_labels(const Axis& y) {
  std::vector<Label> all;
  const std::vector<double> heights = y_ticks(y);
  const bool powers = powers_of_ten(heights);
  for (const double tick : heights) all.push_back({y.at(tick), powers ? power(tick) : number(tick)});
  return all;
}

/// Room for the widest of the labels beside the axis, in em.
double margin(const std::vector<Label>& labels) {
  std::size_t letters = 0;
  for (const Label& label : labels) {
    const auto drawn = std::count_if(label.words.begin(), label.words.end(), [](char c) {
      return std::string_view("${}^\\").find(c) == std::string_view::npos;
    });
    letters = std::max(letters, static_cast<std::size_t>(drawn));
  }
  return 0.9 + 0.5 * static_cast<double>(letters);
}

std::string frame(const Axes& axes, const std::vector<Label>& beside, const PaperShape& shape) {
  std::string grid, labels;
  for (const Label& label : beside) {
    grid += fmt::format(" (0,{0:.2f}) -- (100,{0:.2f})", label.place);
    labels += fmt::format("\\node[left,inner sep=2.5pt] at (0,{:.2f}) {{{}}};\n", label.place, label.words);
  }
  for (const double tick : x_ticks(axes.x, shape.most_x_ticks)) {
    const double x = axes.x.at(tick);
    grid += fmt::format(" ({0:.2f},0) -- ({0:.2f},100)", x);
    labels += fmt::format("\\node[below,inner sep=2.5pt] at ({:.2f},0) {{\\strut {}}};\n", x, number(tick));
  }
  return fmt::format("\\draw[black!18,line width=0.3pt]{};\n{}\\draw[line width=0.4pt] (0,100) -- (0,0) -- (100,0);\n",
                     grid, labels);
}

std::string curves(const Figure& figure, const Axes& axes, const PaperShape& shape) {
  const double least = 2 * shape.marker / 1.3;  // in hundredths of a height of some 130 points
  std::string text = "\\clip (0,0) rectangle (100,100);\n";
  const auto draw = [&](const std::string& options, const std::string& path) {
    if (!path.empty()) text += fmt::format("\\draw[{}] {};\n", options, path);
  };
  for (std::size_t i = 0; i < figure.guides.size(); ++i) draw(guide_stroke(i), polyline(figure.guides[i].line, axes));
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    draw(stroke(i, shape), polyline(figure.curves[i].line, axes));
    draw(colour(i) + ",line width=0.4pt", bars(figure.curves[i], axes, least));
  }
  for (std::size_t i = 0; i < figure.curves.size(); ++i) text += marks(i, figure.curves[i].dropped, true, axes, shape);
  for (std::size_t i = 0; i < figure.curves.size(); ++i) text += marks(i, figure.curves[i].kept, false, axes, shape);
  return text;
}

std::string picture(const Figure& figure, const PaperShape& shape) {
  const Axes axes = axes_of(figure, {0, full}, {0, full});
  const std::vector<Label> beside = y_labels(axes.y);
  const double left = margin(beside), right = 0.8;
  // TikZ would read x={(...)} as a place.
  std::string text = fmt::format(
      "\\begin{{tikzpicture}}[x={{0.01*\\linewidth-{:.4f}em}},y={{{:.4f}*\\linewidth-{:.4f}em}},line join=round]\n"
      "\\useasboundingbox ([xshift=-{:.2f}em,yshift=-1.7em]0,0) rectangle ([xshift={}em,yshift=0.3em]100,100);\n",
      (left + right) / 100, shape.height / 100, shape.height * (left + right) / 100, left, right);
  return text + frame(axes, beside, shape) + curves(figure, axes, shape) + "\\end{tikzpicture}";
}

struct Entry {
  std::string sample, words;
  std::size_t letters;
};

std::vector<Entry> entries(const Figure& figure, const PaperShape& shape) {
  std::vector<Entry> all;
  const auto add = [&](const std::string& drawn, const std::string& words) {
    all.push_back(
        {fmt::format("\\tikz[baseline=-0.6ex]{{{}}}", drawn), enhanced_latex(words), enhanced_plain(words).size()});
  };
  constexpr std::string_view dash = "(0,0) -- (18pt,0)";
  bool hollow = false;
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const PlotCurve& curve = figure.curves[i];
    std::string drawn = curve.line.empty() ? "\\path " + std::string(dash) + ";"
                                           : fmt::format("\\draw[{}] {};", stroke(i, shape), dash);
    drawn += fmt::format("\\filldraw[{}{},line width=0.5pt] (9pt,0) {};", colour(i),
                         curve.kept.empty() ? ",fill=white" : "", marker(curve_style(i).filled, shape.marker));
    add(drawn, curve.title);
    hollow = hollow || !curve.dropped.empty();
  }
  for (std::size_t i = 0; i < figure.guides.size(); ++i)
    add(fmt::format("\\draw[{}] {};", guide_stroke(i), dash), guide_title(figure.guides[i]));
  if (hollow)
    add(fmt::format("\\path {};\\draw[line width=0.5pt] (9pt,0) {};", dash, marker(7, shape.marker)), figure.hollow);
  return all;
}

/// In as many columns, of at most three, as the longest entry leaves room for; an entry that is longer is broken.
std::string key(const std::vector<Entry>& all, const PaperShape& shape) {
  std::size_t longest = 1;
  for (const Entry& entry : all) longest = std::max(longest, entry.letters + 7);
  const std::size_t columns = std::clamp<std::size_t>(shape.key_letters / longest, 1, 3);
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i)
    text += fmt::format(
        "\\parbox[t]{{{0:.4f}\\linewidth}}{{\\makebox[26pt][l]{{{1}}}\\parbox[t]{{\\dimexpr\\linewidth-28pt\\relax}}"
        "{{\\raggedright\\strut {2}\\strut}}}}{3}\n",
        1.0 / static_cast<double>(columns), all[i].sample, all[i].words,
        (i + 1) % columns == 0 || i + 1 == all.size() ? "\\par" : "%");
  return text;
}

/// Comments that say how to use the figure. No line of a text ends one: line ends are spaces in LaTeX's letters.
std::string usage(const Figure& figure) {
  std::string caption = enhanced_latex(figure.title) + ".";
  for (const std::string* line : {&figure.subtitle, &figure.detail})
    if (!line->empty()) caption += " " + enhanced_latex(*line) + ".";
  return fmt::format(
      "% Needs \\usepackage{{tikz}}. As wide as its place:\n"
      "% \\begin{{figure}}\n%   \\input{{{}}}\n%   \\caption{{{}}}\n% \\end{{figure}}\n",
      figure.name, caption);
}

}  // namespace

std::string tikz(const Figure& figure, PaperWidth width) {
  const PaperShape& shape = width == PaperWidth::Page ? page : column;
  std::string text = usage(figure);
  if (!has_points(figure)) return text;
  text += "\\begin{minipage}{\\linewidth}\\footnotesize\\setlength{\\parindent}{0pt}\\setlength{\\parskip}{0pt}%\n";
  for (std::size_t i = 0; i < figure.curves.size(); ++i)
    text += fmt::format("\\definecolor{{{}}}{{HTML}}{{{}}}%\n", colour(i), curve_style(i).colour.substr(1));
  text += fmt::format("{{\\raggedright\\strut {}\\par}}\n{}\\par\n", enhanced_latex(figure.y_label),
                      picture(figure, shape));
  text += fmt::format("{{\\centering\\strut {}\\par}}\\vspace{{2pt}}\n", enhanced_latex(figure.x_label));
  return text + key(entries(figure, shape), shape) + "\\end{minipage}\n";
}

}  // namespace diffrates
