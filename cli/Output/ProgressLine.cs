using FedOnco.Protos;

namespace FedOnco.Cli.Output;

/// <summary>A live line on a terminal: what each centre has done.</summary>
internal sealed class ProgressLine(TextWriter writer, bool terminal)
{
    private int _length;

    public void Show(Run run)
    {
        if (!terminal || run.Ended is not null) return;
        var line = string.Join("  ", run.Progress.Select(p => p.Sums > 0 ? $"{p.Site} {p.Sums}" : $"{p.Site} {p.Stage}"));
        if (run.Round is { } round) line += $"  {round.Metric} {NumberText.Significant(round.Value, 5)} after round {round.Round}";
        writer.Write("\r" + line.PadRight(_length));
        _length = line.Length;
    }

    public void Clear()
    {
        if (_length > 0) writer.Write("\r" + new string(' ', _length) + "\r");
        _length = 0;
    }
}
