using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Protos;

namespace FedOnco.Analyses.PostFit;

/// <summary>A recorded fit with the columns of its design built again from formula, dictionary and levels.</summary>
internal sealed class FittedModel
{
    private FittedModel(Fit fit, StudyContext context, ModelTerms terms, IReadOnlyList<DesignColumn> columns)
    {
        Fit = fit;
        Context = context;
        Terms = terms;
        Columns = columns;
    }

    public Fit Fit { get; }

    public StudyContext Context { get; }

    public ModelTerms Terms { get; }

    /// <summary>Without the intercept.</summary>
    public IReadOnlyList<DesignColumn> Columns { get; }

    public int Size => Fit.Terms.Count;

    public GlmLink Link => Fit.Question.Analysis.KindCase switch
    {
        Analysis.KindOneofCase.Glm => GlmFamily.For(Fit.Question.Analysis.Glm.Family).Link,
        Analysis.KindOneofCase.GlmNb => LogLink.Instance,
        _ => IdentityLink.Instance,
    };

    /// <summary>Degrees of freedom of t; infinity where tests are by the normal distribution.</summary>
    public double Df => Fit.IsScaled ? Fit.DfResidual : double.PositiveInfinity;

    /// <exception cref="FedOncoException">NotYet for a fit without such a design; WrongArgument where the dictionary has changed.</exception>
    public static FittedModel Of(Fit fit, Dataset dataset)
    {
        var formula = fit.Question.Analysis.KindCase switch
        {
            Analysis.KindOneofCase.Lm => fit.Question.Analysis.Lm.Formula,
            Analysis.KindOneofCase.Glm => fit.Question.Analysis.Glm.Formula,
            Analysis.KindOneofCase.GlmNb => fit.Question.Analysis.GlmNb.Formula,
            _ => throw new FedOncoException(ErrorReason.NotYet, "emmeans() and predict() are of lm(), glm() and glm.nb() in this version."),
        };
        var context = new StudyContext(fit.Question, dataset, [.. fit.Sites], new DisclosureTerms());
        var terms = ModelTerms.Of(formula, context, []) ?? throw Changed();
        var factors = terms.Variables.Where(v => v.IsFactor).ToList();
        if (factors.Count != fit.Levels.Count) throw Changed();
        var columns = DesignColumns.Build(terms, v => [.. fit.Levels[factors.FindIndex(f => ReferenceEquals(f, v))].Levels.Select(l => (int)l)]);
        if (columns.Count + (terms.Intercept ? 1 : 0) != fit.Terms.Count) throw Changed();
        return new FittedModel(fit, context, terms, columns);
    }

    /// <summary>Levels of a factor that occur in the fit.</summary>
    public IReadOnlyList<int> UsedLevels(ModelVariable factor)
    {
        var index = Terms.Variables.Where(v => v.IsFactor).TakeWhile(v => !ReferenceEquals(v, factor)).Count();
        return [.. Fit.Levels[index].Levels.Select(l => (int)l)];
    }

    /// <summary>A row of the design from the value of each evaluated column.</summary>
    public double[] Row(Func<CompiledExpression, double> value)
    {
        var first = Terms.Intercept ? 1 : 0;
        var row = new double[Size];
        if (Terms.Intercept) row[0] = 1;
        for (var j = 0; j < Columns.Count; j++)
        {
            row[j + first] = 1;
            foreach (var part in Columns[j].Parts) row[j + first] *= part.Level < 0 ? value(part.Column) : value(part.Column) == part.Level ? 1 : 0;
        }

        return row;
    }

    /// <summary>A combination of the coefficients and its standard error; aliased ones do not count.</summary>
    public static (double Estimate, double Error) Combine(Fit fit, double[] weights)
    {
        double estimate = 0, variance = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (!double.IsNaN(fit.Coefficients[i])) estimate += weights[i] * fit.Coefficients[i];
            for (var j = 0; j < weights.Length; j++) variance += weights[i] * weights[j] * fit.Covariance[(i * weights.Length) + j];
        }

        return (estimate, Math.Sqrt(Math.Max(0, variance)));
    }

    private static FedOncoException Changed() => new(ErrorReason.WrongArgument, "The dictionary has changed since the fit. Fit the model again.");
}
