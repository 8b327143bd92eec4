using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>Which rows a question is about: those of its analysis set, where it names one, that its own subset keeps.</summary>
public static class QuestionRows
{
    /// <summary>Conditions that all have to hold.</summary>
    public static IReadOnlyList<Expression> Conditions(Question question)
    {
        var conditions = new List<Expression>();
        if (question.Set?.Subset is { } set) conditions.Add(set);
        if (question.Subset is { } subset) conditions.Add(subset);
        return conditions;
    }

    /// <summary>The conditions as one; null where there is none.</summary>
    public static Expression? Subset(Question question)
    {
        var conditions = Conditions(question);
        return conditions.Count switch { 0 => null, 1 => conditions[0], _ => And(conditions[0], conditions[1]) };
    }

    /// <summary>The rows as one condition: what an analysis set needs has a value.</summary>
    public static Expression? All(Question question)
    {
        var all = Subset(question);
        foreach (var needed in question.Set?.Complete ?? [])
        {
            var known = Call("!", Call("is.na", needed));
            all = all is null ? known : And(all, known);
        }

        return all;
    }

    private static Expression And(Expression left, Expression right) => Call("&", left, right);

    private static Expression Call(string function, params Expression[] arguments)
    {
        var call = new Application { Function = function };
        foreach (var argument in arguments) call.Arguments.Add(new Argument { Value = argument });
        return new Expression { Application = call };
    }
}
