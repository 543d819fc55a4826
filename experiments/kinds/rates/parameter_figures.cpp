#include "kinds/rates/parameter_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "kinds/rates/figure_frame.hpp"

namespace diffrates {
namespace {

constexpr std::size_t least_values = 3;
constexpr double wide = 20;  // ratio of values from which the axis is logarithmic

/// A point and whether it counts.
struct Mark {
  PlotPoint point;
  bool counts = true;
};

/// The samplers of a family at one place: name(eta=0), name(eta=0.5), ... are the family `name`.
struct MarkedCurve {
  std::string title, family;
  std::vector<Mark> marks;
};

/// What is to be drawn against one parameter at one place, the sampler left open: curves by sampler and metric.
struct Collected {
  std::string parameter;
  Place place;
  std::map<std::pair<std::string, Metric>, std::size_t> known;
  std::vector<MarkedCurve> curves;
};

/// Places in the order they are first met.
class Collection {
 public:
  explicit Collection(const Config& config) : config_(config) {}

  void add(const Place& place, double value, double below, double above, bool counts) {
    if (!std::isfinite(value)) return;
    for (const LabelNumber& number : label_numbers(place.sampler)) {
      Collected& here = at(number.name, place);
      const auto [found, fresh] = here.known.emplace(std::pair{number.rest, place.metric}, here.curves.size());
      if (fresh) here.curves.push_back({curve_name(config_, place.metric, number.rest), number.rest, {}});
      here.curves[found->second].marks.push_back({{number.value, value, below, above}, counts});
    }
  }
  const std::vector<Collected>& all() const { return all_; }

 private:
  Collected& at(const std::string& parameter, Place place) {
    place.sampler.clear();
    place.metric = marginal_of(place.metric);
    const auto found = std::find_if(all_.begin(), all_.end(), [&](const Collected& one) {
      return one.parameter == parameter && one.place == place;
    });
    return found != all_.end() ? *found : all_.emplace_back(Collected{parameter, place, {}, {}});
  }

  const Config& config_;
  std::vector<Collected> all_;
};

PlotCurve curve_of(const MarkedCurve& marked, const Place& place) {
  PlotCurve curve;
  curve.title = marked.title;
  curve.about = {{place.target}, {marked.family}, {}};
  for (const Mark& mark : marked.marks) (mark.counts ? curve.kept : curve.dropped).push_back(mark.point);
  const auto by_x = [](const PlotPoint& a, const PlotPoint& b) { return a.x < b.x; };
  std::sort(curve.kept.begin(), curve.kept.end(), by_x);
  curve.line = curve.kept;
  return curve;
}

std::size_t values_of(const std::vector<Mark>& marks) {
  std::set<double> values;
  for (const Mark& mark : marks) values.insert(mark.point.x);
  return values.size();
}

/// 10 where all of a coordinate's values are positive and far apart, else 0.
int base_of(const std::vector<PlotCurve>& curves, double PlotPoint::* coordinate) {
  double least = INFINITY, most = 0;
  for (const PlotCurve& curve : curves)
    for (const std::vector<PlotPoint>* points : {&curve.kept, &curve.dropped})
      for (const PlotPoint& point : *points)
        least = std::min(least, point.*coordinate), most = std::max(most, point.*coordinate);
  return least > 0 && most > wide * least ? 10 : 0;
}

/// Everything but what is special to numbers or exponents; without curves where nothing counts.
Figure figure_of(const Config& config, const Collected& collected) {
  const Place& place = collected.place;
  Figure figure = frame(config, place, "curves");
  figure.x_label = plain_text(collected.parameter);
  figure.detail = error_words(place);
  if (config.score_errors.size() > 1)
    figure.name += fmt::format("_{}_{}", error_tag(place.score_error, config), place.epsilon);
  figure.name += "_" + collected.parameter;
  for (const MarkedCurve& marked : collected.curves)
    if (values_of(marked.marks) >= least_values) figure.curves.push_back(curve_of(marked, place));
  figure.x_base = base_of(figure.curves, &PlotPoint::x);
  if (std::all_of(figure.curves.begin(), figure.curves.end(), [](const PlotCurve& c) { return c.kept.empty(); }))
    figure.curves.clear();
  return figure;
}

void numbers_at_largest(const Config& config, const std::vector<Row>& rows, std::vector<Figure>& figures) {
  Collection collection(config);
  for (const Row& row : rows) {
    const auto [value, error] = row.estimate;
    if (row.place.steps != config.steps.back() || !(value > 0)) continue;
    const double bar = std::isfinite(error) ? error : 0;
    collection.add(row.place, value, bar, bar, row.status == Status::Ok);
  }
  for (const Collected& collected : collection.all()) {
    Figure figure = figure_of(config, collected);
    figure.subtitle += fmt::format(", T = {}", config.steps.back());
    figure.hollow = "hollow: status not ok";
    figure.y_base = base_of(figure.curves, &PlotPoint::value);
    if (!figure.curves.empty()) figures.push_back(std::move(figure));
  }
}

void exponents(const Config& config, const RateFindings& findings, std::vector<Figure>& figures) {
  Collection collection(config);
  const Series* before = nullptr;
  for (const Series& series : findings.series) {
    const bool again = before != nullptr && before->rows == series.rows;  // the same under another log power
    before = &series;
    if (series.against != Against::Steps || again || !series.fit.conclusive) continue;
    Place place = series.place;
    place.steps = 0;
    const Fit& fit = series.fit;
    collection.add(place, fit.exponent, fit.exponent - fit.low, fit.high - fit.exponent, true);
  }
  for (const Collected& collected : collection.all()) {
    Figure figure = figure_of(config, collected);
    figure.name += "_exponent";
    figure.title = "Exponent of 1/T: " + figure.title;
    figure.y_label = "exponent of 1/T, and its interval";
    figure.y_base = 0;
    if (!figure.curves.empty()) figures.push_back(std::move(figure));
  }
}

}  // namespace

std::vector<LabelNumber> label_numbers(const std::string& label) {
  const std::size_t open = label.find('(');
  if (open == std::string::npos || open == 0 || label.back() != ')') return {};
  std::vector<std::string> parts;
  for (std::size_t at = open + 1; at < label.size();) {
    const std::size_t end = std::min(label.find(';', at), label.size() - 1);
    parts.push_back(label.substr(at, end - at));
    at = end + 1;
  }
  std::vector<LabelNumber> numbers;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t equals = parts[i].find('=');
    if (equals == std::string::npos) return {};
    LabelNumber number{parts[i].substr(0, equals), 0, ""};
    const char* end = parts[i].data() + parts[i].size();
    const auto read = std::from_chars(parts[i].data() + equals + 1, end, number.value);
    if (read.ec != std::errc() || read.ptr != end) return {};
    for (std::size_t j = 0; j < parts.size(); ++j)
      if (j != i) number.rest += (number.rest.empty() ? "(" : ";") + parts[j];
    number.rest = label.substr(0, open) + number.rest + (number.rest.empty() ? "" : ")");
    numbers.push_back(std::move(number));
  }
  return numbers;
}

std::vector<Figure> parameter_figures(const Config& config, const std::vector<Row>& rows,
                                      const RateFindings& findings) {
  std::vector<Figure> figures;
  if (config.recipes.empty()) return figures;
  numbers_at_largest(config, rows, figures);
  if (config.steps.size() > 1) exponents(config, findings, figures);
  return figures;
}

}  // namespace diffrates
