using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace FedOnco.Coordinator.Health;

/// <summary>The meter as text in the exposition format 0.0.4 of Prometheus.</summary>
internal sealed class PrometheusText : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Dictionary<string, double>> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Type, string Help)> _kinds = new(StringComparer.Ordinal);

    public PrometheusText(RunMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (metrics.Has(instrument)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (_lock)
        {
            foreach (var (name, series) in _values)
            {
                var (type, help) = _kinds[name];
                text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
                foreach (var (labels, value) in series) text.Append(CultureInfo.InvariantCulture, $"{labels} {value:R}\n");
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name.Replace('.', '_') + (instrument.Unit == "By" ? "_bytes" : "");
        lock (_lock)
        {
            switch (instrument)
            {
                case Counter<long>:
                    Add(name + "_total", "counter", instrument, name + "_total" + Labels(tags), value);
                    break;
                case Histogram<double> histogram:
                    foreach (var bound in (histogram.Advice?.HistogramBucketBoundaries ?? []).Append(double.PositiveInfinity))
                        Add(name, "histogram", instrument, $"{name}_bucket{{le=\"{(double.IsInfinity(bound) ? "+Inf" : bound.ToString(CultureInfo.InvariantCulture))}\"}}", value <= bound ? 1 : 0);
                    Add(name, "histogram", instrument, name + "_count", 1);
                    Add(name, "histogram", instrument, name + "_sum", value);
                    break;
                default:
                    Series(name, "gauge", instrument)[name + Labels(tags)] = value;
                    break;
            }
        }
    }

    private void Add(string name, string type, Instrument instrument, string labels, double value)
    {
        var series = Series(name, type, instrument);
        series[labels] = series.GetValueOrDefault(labels) + value;
    }

    private Dictionary<string, double> Series(string name, string type, Instrument instrument)
    {
        if (_values.TryGetValue(name, out var known)) return known;
        _kinds[name] = (type, instrument.Description ?? "");
        return _values[name] = new Dictionary<string, double>(StringComparer.Ordinal);
    }

    /// <summary>Values are names of states and reasons: nothing in them needs to be quoted.</summary>
    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0) return "";
        var parts = new List<string>();
        foreach (var (key, value) in tags) parts.Add($"{key}=\"{value}\"");
        return $"{{{string.Join(",", parts)}}}";
    }
}
