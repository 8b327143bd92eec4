using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Concordances;

/// <summary>What the program of concordance() ends in; a high score is taken to mean a short time.</summary>
/// <param name="N">Complete rows.</param>
/// <param name="Concordant">Pairs in which the one with the higher score dies first.</param>
/// <param name="Discordant">Pairs the other way round.</param>
/// <param name="TiedScore">Comparable pairs with one score.</param>
/// <param name="TiedTime">Pairs that die at one time.</param>
/// <param name="TiedBoth">Those of them with one score.</param>
/// <param name="Error">Standard error of C.</param>
public sealed record ConcordanceTotals(double N, double Concordant, double Discordant, double TiedScore, double TiedTime, double TiedBoth, double Error)
{
    /// <summary>How far C can lie from that of unbinned scores.</summary>
    public double Bound { get; init; }

    /// <summary>What the grid of times did; null on the lattice.</summary>
    public string? Note { get; init; }

    internal static ConcordanceTotals Of(Total total, double n)
    {
        double concordant = total.Scalar("concordant"), discordant = total.Scalar("discordant"), tied = total.Scalar("tied"), pairs = concordant + discordant + tied;
        var c = (concordant + (tied / 2)) / pairs;
        var squares = total.Block("squares");
        var error = pairs == 0 ? double.NaN : Math.Sqrt(squares[0] - (2 * c * squares[1]) + (c * c * squares[2])) / pairs;
        return new ConcordanceTotals(n, concordant, discordant, tied, total.Scalar("tied time"), total.Scalar("tied both"), error);
    }
}
