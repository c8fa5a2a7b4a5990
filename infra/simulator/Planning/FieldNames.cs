namespace UrbanDataHub.Simulator.Planning;

/// <summary>The fields of one table by the names that sources call them; a last <c>*</c> stands for the rest of a name.</summary>
internal sealed class FieldNames
{
    private readonly List<Field> _fields = [];
    private readonly Dictionary<Field, string> _prefixes = [];

    /// <summary>The fields in the order in which they were first named.</summary>
    public IReadOnlyList<Field> All => _fields;

    /// <summary>The field of that name; it is made when nobody named it before.</summary>
    public Field Named(string name)
    {
        var isPrefix = name.EndsWith('*');
        var prefix = isPrefix ? name[..^1] : name;
        if (_fields.FirstOrDefault(f => isPrefix ? f.Name.StartsWith(prefix, StringComparison.Ordinal) : f.Name == name) is { } known)
            return known;
        if (_prefixes.FirstOrDefault(p => name.StartsWith(p.Value, StringComparison.Ordinal)).Key is { } vague)
        {
            Call(vague, name, isPrefix, prefix);
            return vague;
        }

        var field = new Field(name);
        _fields.Add(field);
        Call(field, name, isPrefix, prefix);
        return field;
    }

    private void Call(Field field, string name, bool isPrefix, string prefix)
    {
        field.Name = isPrefix ? prefix.TrimEnd() + " (simuliert)" : name;
        _prefixes.Remove(field);
        if (isPrefix)
            _prefixes.Add(field, prefix);
    }
}
