using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Analyses.DataForms;

/// <summary>resolve = TRUE: the forms of a question that depend on the data, and the question with their constants in place.</summary>
public static class ResolvedQuestion
{
    /// <summary>Whether a question asks for it.</summary>
    public static bool IsAsked(Question question) => question.Resolve;

    /// <summary>Each form once, in order of appearance.</summary>
    public static IReadOnlyList<DataForm> FormsOf(Question question)
    {
        var found = new List<DataForm>();
        Visit(question.Analysis, e =>
        {
            if (DataForm.Of(e) is not { } form) return null;
            if (found.TrueForAll(f => f.Text != form.Text)) found.Add(form);
            return null;
        });
        return found;
    }

    /// <summary>The question with explicit forms, which no longer asks for it.</summary>
    /// <param name="question">Only read.</param>
    /// <param name="answer">Answer to the call of a form; null where it is not known yet.</param>
    public static Question With(Question question, Func<DataForm, Result?> answer)
    {
        var resolved = question.Clone();
        resolved.ClearResolve();
        Visit(resolved.Analysis, e => DataForm.Of(e) is { } form ? form.Explicit(answer(form)) : null);
        return resolved;
    }

    /// <summary>Terms keep the names that the call gave them; what they stand for is in the notes.</summary>
    public static Result Rename(Result result, IReadOnlyList<(string Written, string Explicit)> forms)
    {
        var renamed = result.Clone();
        foreach (var table in renamed.Glance.Where(g => g.Table is not null).Select(g => g.Table).Prepend(renamed.Tidy))
        {
            foreach (var texts in table.Columns.Where(c => c.Texts is not null).Select(c => c.Texts.Values))
            {
                for (var i = 0; i < texts.Count; i++)
                {
                    foreach (var (written, full) in forms) texts[i] = texts[i].Replace(full, written, StringComparison.Ordinal);
                }
            }
        }

        foreach (var (written, full) in forms) renamed.Notes.Add($"{written} is {full}, by the rows of the dataset that have a value");
        return renamed;
    }

    /// <summary>Every expression of a message, the outer ones first; a replacement is not looked into.</summary>
    private static void Visit(IMessage message, Func<Expression, Expression?> replace)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(f => f.FieldType == FieldType.Message))
        {
            var value = field.Accessor.GetValue(message);
            if (value is Expression expression)
            {
                if (replace(expression) is { } other) field.Accessor.SetValue(message, other);
                else Visit(expression, replace);
            }
            else if (value is System.Collections.IList list)
            {
                foreach (var item in list) if (item is IMessage inner) Visit(inner, replace);
            }
            else if (value is IMessage nested)
            {
                Visit(nested, replace);
            }
        }
    }
}
