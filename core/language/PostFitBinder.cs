using FedOnco.Protos;

namespace FedOnco.Language;

/// <summary>Calls on fits: anova(fit1, fit2), vcov(lm(..)). A fit is a name given before, or a call inside.</summary>
internal sealed class PostFitBinder(CallBinder binder)
{
    public static readonly IReadOnlySet<string> Functions = new HashSet<string>(StringComparer.Ordinal) { "vcov", "contrast", "anova", "emmeans", "predict" };

    public PostFit Bind(Application call, Expression root)
    {
        var result = new PostFit { Function = call.Function };
        var wanted = call.Function == "anova" ? 2 : 1;
        foreach (var argument in call.Arguments)
        {
            if (argument.Name.Length == 0 && result.Fits.Count < wanted && Reference(argument.Value) is { } fit) result.Fits.Add(fit);
            else result.Arguments.Add(argument);
        }

        if (result.Fits.Count < wanted) binder.Add(ErrorReason.MissingArgument, $"{call.Function}() needs {(wanted == 1 ? "a fit" : "two fits")} first: a name given with name <- call, or the call itself.", root);
        return result;
    }

    private FitReference? Reference(Expression value)
    {
        if (value.KindCase == Expression.KindOneofCase.Variable) return new FitReference { Name = value.Variable };
        if (value.Application is not { } call || !CallForms.Fields.ContainsKey(call.Function)) return null;
        return binder.Bind(value) is { } question ? new FitReference { Question = question } : new FitReference();
    }
}
