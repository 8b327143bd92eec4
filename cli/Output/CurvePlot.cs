using FedOnco.Protos;

namespace FedOnco.Cli.Output;

/// <summary>Survival by group as bars of text.</summary>
internal static class CurvePlot
{
    private const int Width = 40;

    public static void Write(Table tidy, TextWriter writer)
    {
        var cells = new TableCells(tidy);
        TableCells.Column? Find(string name) => cells.Columns.FirstOrDefault(c => c.Name == name);
        if (Find("time") is not { } time || Find("estimate") is not { } estimate) return;
        var strata = Find("strata");
        var label = strata is null ? 0 : Enumerable.Range(0, cells.Rows).Max(i => strata.Text(i).Length);
        for (var i = 0; i < cells.Rows; i++)
        {
            if (estimate.IsMissing(i)) continue;
            var share = estimate.Source.Numbers.Values[i];
            var filled = (int)Math.Round(share * Width);
            writer.WriteLine($"{(strata?.Text(i) ?? "").PadRight(label)}  {time.Text(i),6}  {new string('█', filled)}{new string('░', Width - filled)} {share:P1}");
        }
    }
}
