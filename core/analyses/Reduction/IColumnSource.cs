using FedOnco.Analyses.Frames;

namespace FedOnco.Analyses.Reduction;

/// <summary>The columns of a dataset at one site, whole, in a fixed row order.</summary>
public interface IColumnSource
{
    int Rows { get; }

    /// <summary>
    /// A column of the dictionary, one double a row, NaN where missing: numbers as they are, a category as the 0-based
    /// index of its level, a boolean as 0 or 1, a date as days since 1970-01-01, the patient key as a dense code.
    /// </summary>
    ReadOnlyMemory<double> Column(string name);

    /// <summary>The same values in the form in which the source holds them.</summary>
    ColumnValues Values(string name) => new DoubleValues(Column(name));

    /// <summary>Whether a column has neither missing nor infinite values; a source that keeps columns knows it without looking.</summary>
    bool IsFinite(string name) => ColumnScan.IsFinite(Column(name).Span);
}
