namespace FedOnco.Analyses.Reduction;

/// <summary>Some consecutive rows of a source.</summary>
/// <param name="source">Where they are.</param>
/// <param name="start">First row.</param>
/// <param name="rows">Number of rows.</param>
internal sealed class RowWindow(IColumnSource source, int start, int rows) : IColumnSource
{
    public int Rows => rows;

    public ReadOnlyMemory<double> Column(string name) => source.Column(name).Slice(start, rows);
}
