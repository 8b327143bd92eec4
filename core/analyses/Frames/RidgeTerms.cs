using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Frames;

/// <summary>ridge(x, y, theta =, scale =) in the formula of coxph(): a penalised column for each x.</summary>
internal static class RidgeTerms
{
    private const double MostTheta = 1e12;

    /// <summary>ridge(x, y, ..) as ridge(x, ..) and ridge(y, ..), so that each is a term.</summary>
    public static List<Expression> Each(Application call)
    {
        var settings = call.Arguments.Where(a => a.Name.Length > 0).ToList();
        return [.. call.Arguments.Where(a => a.Name.Length == 0).Select(x => new Expression { Application = new Application { Function = call.Function, Arguments = { x, settings } } })];
    }

    /// <summary>The column of one of them; null with a fault where an argument is wrong.</summary>
    public static ModelVariable? Compile(Expression whole, Application call, ExpressionCompiler compiler)
    {
        if (compiler.NumericArgument(whole, call, 0) is not { } x) return null;
        if (call.Arguments.FirstOrDefault(a => a.Name is not ("" or "theta" or "scale")) is { } other)
        {
            compiler.Fault(ErrorReason.WrongArgument, $"ridge() has no argument {other.Name} here: write ridge(x, y, theta = 10).", whole);
            return null;
        }

        if (Arguments.Named(call, "theta") is not { } given || Arguments.Number(given) is not (> 0 and <= MostTheta and { } theta))
        {
            compiler.Fault(ErrorReason.WrongArgument, "ridge() needs its penalty as a positive number of at most 1e12, as in theta = 10. Choosing it by df = is not offered.", whole);
            return null;
        }

        return new ModelVariable($"ridge({Arguments.Positional(call)[0].ToText()})", [x], [""], false)
        {
            Penalty = theta,
            ScalesPenalty = Arguments.Flag(Arguments.Named(call, "scale")) != false,
        };
    }

    /// <summary>Adds a fault where a penalty stands in a formula that would ignore it.</summary>
    public static void Check(ModelTerms terms, Formula formula, StudyContext context, List<SpecificationFault> faults)
    {
        var penalised = terms.Variables.Where(v => v.Penalty > 0).ToList();
        if (penalised.Count == 0) return;
        if (penalised.DistinctBy(v => v.Text).Count() < penalised.Count)
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "A column stands in ridge() twice: name it once.", formula.Right));
        if (context.Question.Analysis.KindCase != Analysis.KindOneofCase.Coxph)
            faults.Add(new SpecificationFault(ErrorReason.NotYet, "ridge() stands in coxph() only in this version. For other models use glmnet().", formula.Right));
        if (terms.Terms.Any(t => t.Length > 1 && t.Any(v => terms.Variables[v].Penalty > 0)))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "ridge() cannot stand in an interaction: write ridge(I(x * z), ..).", formula.Right));
    }
}
