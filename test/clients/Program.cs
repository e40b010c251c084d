// What a developer writes with each generated client: create a user, find and read the user, replace what was read, delete it.
// Both clients know the deployment from the document that they are made of.
var token = Environment.GetEnvironmentVariable("SCIM_TOKEN") ?? throw new ArgumentException("SCIM_TOKEN is not set.");
await KiotaClient.Run(token);
await NSwagClient.Run(token);

static class Check
{
    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!Equals(expected, actual)) throw new InvalidOperationException($"{what} is {actual}, not {expected}.");
    }
}
