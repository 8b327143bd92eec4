using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Glm;

/// <summary>What distinguishes the families: variance, deviance, likelihood, start and bounds; each with its links.</summary>
/// <remarks>Source: McCullagh and Nelder (1989), sections 2.2 to 2.5.</remarks>
internal abstract class GlmFamily
{
    /// <summary>Null where this version has no such pair of family and link.</summary>
    public static GlmFamily? Find(FamilySpec spec) => (spec.Family, spec.Link) switch
    {
        (Family.Binomial, Protos.Link.Unspecified or Protos.Link.Logit) => new BinomialFamily(LogitLink.Instance, quasi: false),
        (Family.Binomial, Protos.Link.Probit) => new BinomialFamily(ProbitLink.Instance, quasi: false),
        (Family.Binomial, Protos.Link.Cloglog) => new BinomialFamily(CloglogLink.Instance, quasi: false),
        (Family.Binomial, Protos.Link.Log) => new BinomialFamily(LogLink.Instance, quasi: false),
        (Family.Quasibinomial, Protos.Link.Unspecified or Protos.Link.Logit) => new BinomialFamily(LogitLink.Instance, quasi: true),
        (Family.Quasibinomial, Protos.Link.Probit) => new BinomialFamily(ProbitLink.Instance, quasi: true),
        (Family.Quasibinomial, Protos.Link.Cloglog) => new BinomialFamily(CloglogLink.Instance, quasi: true),
        (Family.Quasibinomial, Protos.Link.Log) => new BinomialFamily(LogLink.Instance, quasi: true),
        (Family.Poisson, Protos.Link.Unspecified or Protos.Link.Log) => new PoissonFamily(LogLink.Instance, quasi: false),
        (Family.Poisson, Protos.Link.Identity) => new PoissonFamily(IdentityLink.Instance, quasi: false),
        (Family.Quasipoisson, Protos.Link.Unspecified or Protos.Link.Log) => new PoissonFamily(LogLink.Instance, quasi: true),
        (Family.Quasipoisson, Protos.Link.Identity) => new PoissonFamily(IdentityLink.Instance, quasi: true),
        (Family.Gamma, Protos.Link.Unspecified or Protos.Link.Inverse) => new GammaFamily(InverseLink.Instance),
        (Family.Gamma, Protos.Link.Log) => new GammaFamily(LogLink.Instance),
        (Family.Gamma, Protos.Link.Identity) => new GammaFamily(IdentityLink.Instance),
        (Family.Gaussian, Protos.Link.Unspecified or Protos.Link.Identity) => new GaussianFamily(IdentityLink.Instance),
        (Family.Gaussian, Protos.Link.Log) => new GaussianFamily(LogLink.Instance),
        (Family.Gaussian, Protos.Link.Inverse) => new GaussianFamily(InverseLink.Instance),
        _ => null,
    };

    /// <exception cref="FedOncoException">NotYet.</exception>
    public static GlmFamily For(FamilySpec spec) => Find(spec) ?? throw new FedOncoException(ErrorReason.NotYet, "This version has no such pair of family and link.");

    public abstract GlmLink Link { get; }

    /// <summary>What the family depends on beside its kind (theta of the negative binomial); it is part of every step. NaN where there is none.</summary>
    public virtual double Parameter => double.NaN;

    /// <summary>Whether the score is y - mean and the weight the variance, as for canonical links.</summary>
    public abstract bool IsCanonical { get; }

    /// <summary>Whether the dispersion is estimated (by Pearson's statistic) instead of being 1.</summary>
    public abstract bool HasDispersion { get; }

    /// <summary>Variance function.</summary>
    /// <param name="mean">Fitted mean.</param>
    /// <param name="complement">1 - mean, without cancellation; used by proportions only.</param>
    public abstract double Variance(double mean, double complement);

    /// <summary>Unit deviance.</summary>
    public abstract double Deviance(double y, double mean, double complement);

    /// <summary>Largest score, weight and deviance of a row with |eta| at most this, and |y| at most that; infinite where eta sets no limit.</summary>
    public abstract (double Score, double Weight, double Deviance) Bounds(double eta, double y);

    /// <summary>Mean that a row starts from.</summary>
    public abstract double StartMean(double y, double weight);

    /// <summary>Largest working weight and working response of a row at its start mean.</summary>
    public abstract (double Weight, double Response) StartBounds(double y, double weight);

    /// <summary>What the likelihood needs of a row besides the deviance: a constant in the coefficients.</summary>
    public abstract double Saturated(double y, double logFactorial);

    /// <summary>Whether an outcome belongs to the family.</summary>
    public abstract bool Takes(double y);

    /// <summary>Whether the family has such a mean.</summary>
    public virtual bool IsPossible(double mean) => double.IsFinite(mean);

    /// <summary>Whether a fitted mean has run into the edge of its range.</summary>
    public abstract bool AtBoundary(double mean);

    /// <summary>Twice the negative log likelihood; NaN where there is none (quasi families).</summary>
    public abstract double MinusTwoLogLik(GlmTotals totals);
}
