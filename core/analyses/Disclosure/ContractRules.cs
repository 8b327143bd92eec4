using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure;

/// <summary>What a contract may contain outside the open profile, decided from call and dictionary alone.</summary>
public static class ContractRules
{
    /// <summary>Everything that the contract's terms forbid.</summary>
    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        if (!context.IsGuarded) return [];
        var faults = new List<SpecificationFault>();
        var parts = QuestionParts.Of(context);
        if (context.Sites.Count < 3 && parts.IsLearning) faults.Add(new SpecificationFault(ErrorReason.Policy, "With two centres every sum of a training is the other centre's: models are trained by three centres or more."));
        foreach (var condition in QuestionRows.Conditions(context.Question)) Visit(condition, context, faults, insideStrata: false);
        foreach (var needed in context.Question.Set?.Complete ?? []) Visit(needed, context, faults, insideStrata: false);
        foreach (var expression in parts.Variables.Concat(parts.Groups).Where(e => !IsSite(e) && !IsKeyOnly(e, parts))) Visit(expression, context, faults, insideStrata: false);
        if (!context.Terms.SiteEffects && UsesSiteOpenly(context)) faults.Add(SiteFault(null));
        if (!context.Terms.SiteEstimates && context.Question.Analysis.KindCase == Analysis.KindOneofCase.Meta)
            faults.Add(new SpecificationFault(ErrorReason.Policy, "meta() shows each centre's own estimates, and a centre's policy keeps them to itself. Ask all sites to set site_estimates: allow, or fit the model on all patients together."));
        foreach (var point in parts.Breaks)
        {
            foreach (var variable in parts.Variables) RequireOnStep(variable, point, variable, context, faults);
        }

        return [.. faults.DistinctBy(f => f.Message)];
    }

    /// <summary>id = and cluster = only tell rows of one patient from others; as a term the same column would be a patient's name.</summary>
    private static bool IsKeyOnly(Expression expression, QuestionParts parts) => expression.KindCase == Expression.KindOneofCase.Variable && parts.Keys.Contains(expression.Variable)
        && !parts.Terms.SelectMany(t => t).Concat(parts.Responses).Concat(parts.Groups).Contains(expression);

    private static void Visit(Expression expression, StudyContext context, List<SpecificationFault> faults, bool insideStrata)
    {
        if (expression.KindCase == Expression.KindOneofCase.Variable)
        {
            if (expression.Variable == context.Dataset.PatientKey && context.Dataset.PatientKey.Length > 0)
                faults.Add(new SpecificationFault(ErrorReason.Policy, $"{expression.Variable} identifies patients: it cannot stand in a call.", expression));
            if (IsSite(expression) && !insideStrata && !context.Terms.SiteEffects) faults.Add(SiteFault(expression));
            return;
        }

        if (expression.Application is not { } call) return;
        Constants(expression, call, context, faults);
        foreach (var argument in call.Arguments) Visit(argument.Value, context, faults, insideStrata || call.Function == "strata");
    }

    /// <summary>Constants that a variable is compared with lie on its step: finer ones would only cut between the same values.</summary>
    private static void Constants(Expression whole, Application call, StudyContext context, List<SpecificationFault> faults)
    {
        var given = Arguments.Positional(call);
        if (given.Count < 2) return;
        switch (call.Function)
        {
            case "==" or "!=" or "<" or "<=" or ">" or ">=":
                if (Arguments.Number(given[1]) is { } right) RequireOnStep(given[0], right, whole, context, faults);
                if (Arguments.Number(given[0]) is { } left) RequireOnStep(given[1], left, whole, context, faults);
                break;
            case "%in%" or "cut" or "between" or "pmin" or "pmax":
                foreach (var point in given.Skip(1).SelectMany(e => Arguments.Numbers(e) ?? [])) RequireOnStep(given[0], point, whole, context, faults);
                break;
        }
    }

    private static void RequireOnStep(Expression variable, double point, Expression where, StudyContext context, List<SpecificationFault> faults)
    {
        if (variable.KindCase != Expression.KindOneofCase.Variable || !double.IsFinite(point)) return;
        if (ExpressionCompiler.Compile(variable, context, [])?.Type is not { Kind: ValueKind.Number or ValueKind.Date, Step: > 0 } type) return;
        var k = (point - type.Minimum) / type.Step;
        if (Math.Abs(k - Math.Round(k)) <= 1e-6 * Math.Max(1, Math.Abs(k))) return;
        var below = NumberGrid.Exact(type.Minimum, type.Step, (long)Math.Floor(k));
        var above = NumberGrid.Exact(type.Minimum, type.Step, (long)Math.Floor(k) + 1);
        faults.Add(new SpecificationFault(ErrorReason.Policy, $"{variable.Variable} moves in steps of {NumberText.Of(type.Step)}: {NumberText.Of(point)} lies between two of them. Write {NumberText.Of(below)} or {NumberText.Of(above)}.", where));
    }

    /// <summary>The centre as a term, response or group; strata(site) is always allowed.</summary>
    private static bool UsesSiteOpenly(StudyContext context)
    {
        var parts = QuestionParts.Of(context);
        var inStrata = parts.StrataVariables;
        return parts.Groups.Concat(parts.Responses).Any(IsSite) || parts.Terms.Any(t => t.Any(v => IsSite(v) && !inStrata.Contains("site")));
    }

    private static bool IsSite(Expression expression) => expression is { KindCase: Expression.KindOneofCase.Variable, Variable: "site" };

    private static SpecificationFault SiteFault(Expression? where) =>
        new(ErrorReason.Policy, "The centre cannot be a term, a group or part of the subset here: the answer would be a centre's own. Use strata(site), or ask all sites to set site_effects: allow.", where);
}
