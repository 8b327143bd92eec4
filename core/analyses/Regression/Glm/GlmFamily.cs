using FedOnco.Analyses.Numerics;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>What distinguishes the families: mean, weight, deviance, likelihood and bounds. Canonical links only in this version.</summary>
/// <remarks>Source: McCullagh and Nelder (1989), sections 2.2 to 2.5.</remarks>
internal abstract class GlmFamily
{
    public static GlmFamily For(FamilySpec family) => family.Family switch
    {
        Family.Binomial => BinomialFamily.Instance,
        _ => PoissonFamily.Instance,
    };

    /// <summary>The link that the family uses here.</summary>
    public abstract Link Link { get; }

    /// <summary>Linear predictor of a mean.</summary>
    public abstract double LinkOf(double mean);

    /// <summary>Mean at a linear predictor.</summary>
    public abstract double Mean(double eta);

    /// <summary>Variance function, which for canonical links is also the working weight.</summary>
    public abstract double Variance(double mean);

    /// <summary>Unit deviance.</summary>
    public abstract double Deviance(double y, double mean, double eta);

    /// <summary>Largest mean, weight and deviance of a row with |eta| at most this, and y at most that.</summary>
    public abstract (double Mean, double Deviance) Bounds(double eta, double y);

    /// <summary>Mean that a row starts from.</summary>
    public abstract double StartMean(double y, double weight);

    /// <summary>Largest working weight and working response of a row at its start mean.</summary>
    public abstract (double Weight, double Response) StartBounds(double y, double weight);

    /// <summary>Minus twice the log likelihood, less the deviance, of one row: a constant in the coefficients.</summary>
    public abstract double Saturated(double y, double logFactorial);

    /// <summary>Whether a fitted mean has run into the edge of its range.</summary>
    public abstract bool AtBoundary(double mean);
}
